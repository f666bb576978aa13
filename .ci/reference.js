/**
 * A plugin of typedoc for the reference, `npm run docs`:
 *
 * 1. Names are listed by subject. The table below has every exported name once; a name that is missing, or
 *    that is no longer exported, is an error.
 * 2. A function whose comment says `See {@link Real.sqrt}.` has the rest of that method's text on its page.
 *    Each function then says its domain, range, errors and source, and has an example, or it is an error.
 * 3. A guide has the title that its first line has.
 */
import { Application, Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';

/** Entries, their subjects in the order of the reference, and the names of each. */
const SUBJECTS = {
  pincer: {
    Numbers: `real Real RealInput ConstantInput BigLike Ratio pi e ln2 phi between knownWithin source SourceFunction
      SourceRequest SourceAnswer SourceOptions`,
    Functions: `abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh exp floor hypot ln log log10
      log2 max min mod nthRoot pow round sign sin sinh sqrt sum tan tanh trunc`,
    Comparing: `compare compareSync CompareOptions Comparison Relation Proof sort sortSync ascending
      ascendingSync`,
    Refining: `Goal SimpleGoal Tolerance RefineOptions RefineBudget BudgetLimits UsedUp Progress refineAll Result MetResult
      PartialResult UndecidedResult FailedResult RefinementResult ResultStatistics ResultRecord Status
      Reason InDoubt Bounds Formatted Direction Rounding Explanation ExplanationRecord NodeExplanation
      NodeExplanationRecord LogRecord`,
    Expressions: `expression check CheckReport Problem renderProblem Environment KnownNames`,
    Sessions: `createSession defaultSession Session SessionOptions SessionStatistics CacheOptions
      CachePolicy CacheStatistics Nameable NamedValue Recording RecordedSource RecordedAnswer
      RecordedFailure OperationClass OperationId OperationHandle ClassFigures Restoration AutosaveOptions ResumedRequest ResumedAnswer Resumable`,
    Errors: `PincerError ContradictionError DeadlineExceededError DivisionByZeroError DomainError
      ExpressionSyntaxError GoalError LimitError OptionError SessionError SourceAnswerError SourceError
      SourceFailedError SourceReplayError SynchronousSourceError UndecidedError`,
  },
  'pincer/refiner': {
    Refiners: `refined defineRefiner defineFunction RealFunction InputsOf InputBounds PlainFields Refiner StepContext StepResult Demand Predicate Quantum Need Modulus Estimate
      Plain`,
    Combinators: `combined defineCombinator CombinatorDefinition`,
    Bounds: `enclosure ExactNumber Unary Binary EnclosureFunction Effort Series PartialSum Enclosure Narrow Wide Above Below WholeLine Log2 Dyadic Rational`,
    Errors: `RefinerContractError ContractLaw StalledError StepFailedError CombinatorFailedError`,
  },
  'pincer/execution': {
    Placement: `place placementOf PlacedAt PlaceOptions Strategy Plan Assignment StepTimes
      PlannedExecution PlannedContext PlannedStep PlannedBoundary`,
    Contexts: `ExecutionContext Execution ContextKind RemoteKind ComputingKind ContextStatistics
      ThreadContext ThreadOptions IsolateContext IsolateOptions ProcessContext ProcessOptions
      RemoteContext RemoteOptions MemoryLimits ContextPool ContextLimit PoolOptions PoolStatistics
      AcquireOptions`,
    Leases: `Lease LeaseId PartValues Settlement Stamp RefinerReference ErrorData LeaseCounts LeaseEnd
      CheckedGoal NodeId`,
    'Step hosts': `createStepHost StepHost StepControls StepRun Registry registryKey builtinRegistry
      encodeLease decodeLease encodeLeaseBytes decodeLeaseBytes encodeSettlement decodeSettlement encodeSettlementBytes
      decodeSettlementBytes PROTOCOL_VERSION checkLease checkSettlement encodePlain decodePlain encodePlainBytes decodePlainBytes BigintText toErrorData
      fromErrorData ErrorClass`,
    'Events and statistics': `SchedulerEvent LeaseFacts LeaseWork EventFilter AdaptiveFeature OperationCounts OperationQuery OperationRecord
      OperationStatus OperationStatistics Clock Nanoseconds`,
    Errors: `InvalidLeaseError ModuleLoadError NoModuleError PlacementError PoisonStepError PoolClosedError RemoteError
      SerializationError UnknownRefinerError UnknownStrategyError`,
  },
  'pincer/snapshot': {
    Snapshots: `readSnapshot Snapshot SnapshotOptions Trust Definition`,
    Errors: `SnapshotError SnapshotFault`,
  },
  'pincer/coordinator': {
    Scheduler: `Coordinator CoordinatorOptions Poll Run Outcome OperationRequest OperationBudget BudgetOptions checkGoal
      SettledLease resultOf monotonicClock CoordinatorError`,
    Graph: `Graph Structure Kind Combinator ExactRange ExactEnds Fraction IdentityProof CacheCounts CacheLimits admission AdmittedRoot`,
    'Placement and retries': `Placement Assigned Refused StepRequest PredictedStep Outlook StepReason ContextStart Message Slot
      placementByPrior PriorPlacementOptions predictCost StopAt CallingThread Stop inlineQuantum ONE_STEP Backoff
      exponentialBackoff`,
  },
  'pincer/observe': {
    Traces: `recordTrace Trace TraceOptions TraceObject TraceEvent streamTrace TraceStream ObservedSession`,
    Pictures: `plot PlotOptions PictureName PictureTheme report ReportOptions ShownResult displayed Displayed MediaBundle displayInNotebooks pictureElement PictureElement`,
    'Channels and spans': `publishEvents EventChannels EventChannel openTelemetrySpans TelemetryApi TelemetrySpan TelemetrySpanOptions`,
  },
  'pincer/testing': {
    Laws: `refinerLaws RefinerLawOptions combinatorLaws CombinatorLawOptions contextLaws ContextLawOptions Sample Law BrokenLawError FastCheck AsyncFastCheck Arbitrary brokenRefinerLaws RefinerCase BrokenLaw TraceHash`,
    'Random expressions': `randomExpression RandomExpressionOptions Expression Operation depthOf toReal
      toText seeded`,
  },
  'pincer/worker': { Workers: `serve` },
  'pincer/bullmq': {
    'A fleet': `BullContext BullOptions BullWorker BullWorkerOptions FleetOptions FleetState FleetWatch FleetOverview WorkerState SeatKind`,
    Errors: `FleetError FleetFault`,
  },
};

/** What each page of a function says. */
const PARTS = ['Domain:', 'Range:', 'Errors:', 'Source:'];

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    const subjects = Object.values(SUBJECTS).flatMap((names) => Object.keys(names));
    // Errors come last in each entry.
    const others = subjects.filter((subject) => subject !== 'Errors');
    app.options.setValue('categoryOrder', [...new Set(others), '*', 'Errors']);
  });

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const [first] = document.content;
    const title = /^\s*# (.*)\n/.exec(first?.text ?? '');
    if (title === null) return app.logger.error(`reference: ${document.name} has no title`);
    document.name = title[1];
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      const subjectOf = subjectsOf(module.name);
      for (const child of module.children ?? []) {
        const subject = subjectOf.get(child.name);
        subjectOf.delete(child.name);
        if (subject === undefined)
          app.logger.error(`reference: ${module.name} gives no subject to ${child.name}`);
        else addTag(child, subject);
        if (module.name === 'pincer' && subject === 'Functions')
          for (const signature of child.signatures ?? [])
            completePage(signature, module, app.logger);
      }
      for (const name of subjectOf.keys())
        app.logger.error(`reference: ${module.name} does not export ${name}`);
    }
  });
}

function subjectsOf(entry) {
  const subjectOf = new Map();
  for (const [subject, names] of Object.entries(SUBJECTS[entry] ?? {}))
    for (const name of names.split(/\s+/)) subjectOf.set(name, subject);
  return subjectOf;
}

function addTag(reflection, subject) {
  const commented = reflection.signatures ?? [reflection];
  for (const { comment } of [...commented, reflection]) comment?.removeTags('@category');
  const [first] = commented;
  first.comment ??= new Comment();
  first.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: subject }]));
}

/** Brings in the text of the method that a function names, and looks whether the page is whole. */
function completePage({ name, comment }, module, logger) {
  const see = comment.summary.find(({ tag, text }) => tag === '@link' && text.startsWith('Real.'));
  if (see !== undefined) {
    const method = module.getChildByName(see.text).signatures[0].comment.summary;
    const from = method.findIndex(({ text }) => text.includes('\n\n'));
    const rest = Comment.cloneDisplayParts(method.slice(from));
    rest[0].text = rest[0].text.slice(rest[0].text.indexOf('\n\n'));
    comment.summary.push(...rest);
  }
  const text = comment.summary.map((part) => part.text).join('');
  for (const part of PARTS)
    if (!text.includes(part)) logger.error(`reference: ${name} does not say its ${part}`);
  if (comment.getTag('@example') === undefined) logger.error(`reference: ${name} has no example`);
}
