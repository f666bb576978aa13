/**
 * A text as an image.
 *
 * Laws
 * 1. The text is read whole or refused with a SnapshotError that names the place of the fault.
 * 2. Every number, position and length is checked before it is used, whatever the checksum says. What the check leaves to
 *    others are params and states of refiners: plain data that their `start` and `step` are given.
 * 3. Nothing is run or imported.
 */
import { checkGoal } from '../coordinator/goals/goal.js';
import type { Goal } from '../coordinator/goals/goal.js';
import { MOST_PRIORITY, CLASSES } from '../coordinator/operations/request.js';
import type { OperationClass } from '../coordinator/operations/request.js';
import { LEARNED_NUMBERS } from '../coordinator/wave/predictor.js';
import { isDyadic, isEnclosure } from '../exact/enclosure/recognition.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { PincerError } from '../exact/errors.js';
import type { LearnedCosts, LearnedKind } from '../execution/plan/cost-model.js';
import type { Growing, RecordSnapshot } from '../graph/snapshot.js';
import type { Precision } from '../graph/columns/working-precision.js';
import { decodePlain } from '../refiners/codec.js';
import type { Need, Plain } from '../refiners/refiner.js';
import { distinctKinds } from './distinct-kinds.js';
import { open } from './envelope.js';
import { SnapshotError } from './errors.js';
import {
  integer,
  invalid,
  list,
  number,
  optional,
  or,
  prediction,
  record,
  text,
  truth,
  within,
} from './fields.js';
import type { CounterImage, KindImage, NodeImage, RequestImage, SessionImage } from './image.js';
import { shortBigints } from './short-bigints.js';

/** The largest version, and the most steps and bits, that a record holds. */
const MOST_COUNTED = 2 ** 32 - 1;

/** @throws SnapshotError for a text that is no snapshot, or not as it was written. */
export function read(text: string): SessionImage {
  const content = open(text);
  let fields: unknown;
  try {
    fields = decodePlain(content, shortBigints);
  } catch (cause) {
    if (!(cause instanceof PincerError)) throw cause;
    throw new SnapshotError('invalid', 'content', `cannot be read: ${cause.message}`, { cause });
  }
  return imageOf(fields);
}

function imageOf(content: unknown): SessionImage {
  const fields = record(content, 'content');
  const kinds = distinctKinds(
    list(fields['kinds'], 'content.kinds').map((kind, i) =>
      kindOf(kind, `content.kinds[${String(i)}]`),
    ),
  );
  const nodes = nodesOf(list(fields['nodes'], 'content.nodes'), kinds);
  const names = new Set<string>();
  const values = list(fields['values'], 'content.values').map((value, i) => {
    const path = `content.values[${String(i)}]`;
    const [name, node] = list(value, path, 2);
    const read = text(name, `${path}[0]`);
    if (read === '' || names.has(read)) throw invalid(`${path}[0]`, 'a name of its own', name);
    names.add(read);
    return [read, position(node, `${path}[1]`, nodes)] as const;
  });
  const requests = list(fields['requests'], 'content.requests').map((request, i) =>
    requestOf(request, `content.requests[${String(i)}]`, nodes, i),
  );
  const learned = list(fields['learned'], 'content.learned').map((entry, i) => {
    const path = `content.learned[${String(i)}]`;
    const [node, ...numbers] = list(entry, path, 1 + LEARNED_NUMBERS);
    const read = numbers.map((each, k) => prediction(each, `${path}[${String(k + 1)}]`));
    return [position(node, `${path}[0]`, nodes), read] as const;
  });
  return {
    ...{ kinds, nodes, values, requests, learned },
    counters: countersOf(fields['counters']),
    costs: costsOf(fields['costs'], nodes),
  };
}

function position(value: unknown, path: string, nodes: readonly unknown[]): number {
  return integer(value, path, 0, nodes.length - 1);
}

function kindOf(value: unknown, path: string): KindImage {
  const { combinator, refiner, version, module } = record(value, path);
  if (combinator !== undefined) return { combinator: text(combinator, `${path}.combinator`) };
  return {
    refiner: text(refiner, `${path}.refiner`),
    version: integer(version, `${path}.version`),
    module: optional(module, `${path}.module`, text),
  };
}

/** Places are told within each node, so that none is put together where nothing is wrong. */
function nodesOf(values: readonly unknown[], kinds: readonly KindImage[]): readonly NodeImage[] {
  const nodes: NodeImage[] = [];
  try {
    for (const value of values) nodes.push(nodeOf(value, nodes.length, kinds));
  } catch (fault) {
    throw within(`content.nodes[${String(nodes.length)}]`, fault);
  }
  return nodes;
}

function nodeOf(value: unknown, i: number, kinds: readonly KindImage[]): NodeImage {
  const fields = record(value, '');
  const kind = integer(fields['kind'], 'kind', 0, kinds.length - 1);
  const children = list(or(fields['children'], []), 'children') as readonly number[];
  children.forEach((child, k) => integer(child, `children[${String(k)}]`, 0, i - 1));
  const node: Growing<NodeImage> = {
    kind,
    params: fields['params'] ?? null,
    children,
    bounds: optional(fields['bounds'], 'bounds', enclosure) ?? { kind: 'all' },
  };
  const isRefiner = 'refiner' in kinds[kind]!;
  if (fields['record'] !== undefined) {
    node.record = recordOf(fields['record'], children.length);
    if (!isRefiner)
      throw invalid('record', 'absent, as its kind is a combinator', fields['record']);
  }
  const precision = optional(fields['precision'], 'precision', precisionOf);
  const isCurrent = optional(fields['isCurrent'], 'isCurrent', truth);
  if (precision !== undefined && !isRefiner) node.precision = precision;
  if (isCurrent === true && !isRefiner) node.isCurrent = true;
  return node;
}

function enclosure(value: unknown, path: string): Enclosure {
  if (isEnclosure(value)) return value;
  throw invalid(path, 'an enclosure', value);
}

function precisionOf(value: unknown, path: string): Precision {
  const [grid, bits, ownError] = list(value, path, 3);
  return {
    grid: number(grid, 'precision[0]'),
    bits: number(bits, 'precision[1]', 0),
    ownError: number(ownError, 'precision[2]'),
  };
}

const counted = (value: unknown, path: string, least = 0): number =>
  integer(value, path, least, MOST_COUNTED);

function recordOf(value: unknown, inputs: number): RecordSnapshot {
  const fields = record(value, 'record');
  const seenWidths = list(
    inputs === 0 ? or(fields['seenWidths'], []) : fields['seenWidths'],
    'record.seenWidths',
    inputs,
  ) as readonly number[];
  seenWidths.forEach((width, k) => number(width, `record.seenWidths[${String(k)}]`));
  const snapshot: Growing<RecordSnapshot> = {
    version: counted(fields['version'], 'record.version', 1),
    state: (fields['state'] ?? null) as Plain,
    behind: counted(or(fields['behind'], 0), 'record.behind'),
    stampTime: number(fields['stampTime'], 'record.stampTime', 0, Number.MAX_SAFE_INTEGER),
    lease: integer(fields['lease'], 'record.lease'),
    steps: counted(fields['steps'], 'record.steps', 1),
    gain: prediction(fields['gain'], 'record.gain'),
    idleSteps: counted(or(fields['idleSteps'], 0), 'record.idleSteps'),
    idleDemand: number(or(fields['idleDemand'], Infinity), 'record.idleDemand'),
    conditional: truth(or(fields['conditional'], false), 'record.conditional'),
    bits: counted(fields['bits'], 'record.bits'),
    cost: prediction(fields['cost'], 'record.cost'),
    seenWidths,
  };
  const { ownWidth, needs, done } = fields;
  if (ownWidth !== undefined) snapshot.ownWidth = number(ownWidth, 'record.ownWidth');
  if (needs !== undefined)
    snapshot.needs = list(needs, 'record.needs').map((need, k) =>
      needOf(need, `record.needs[${String(k)}]`, inputs),
    );
  if (done === undefined) return snapshot;
  if (done !== 'exact' && done !== 'exhausted')
    throw invalid('record.done', 'exact or exhausted', done);
  snapshot.done = done;
  return snapshot;
}

function needOf(value: unknown, path: string, inputs: number): Need {
  const { input, width, predicate } = record(value, path);
  const excludes =
    predicate === undefined ? undefined : record(predicate, `${path}.predicate`)['excludes'];
  if (predicate !== undefined && !isDyadic(excludes))
    throw invalid(`${path}.predicate.excludes`, 'a dyadic number', excludes);
  return {
    input: integer(input, `${path}.input`, 0, inputs - 1),
    width: optional(width, `${path}.width`, number),
    predicate: isDyadic(excludes) ? { excludes } : undefined,
  };
}

const BUDGETS = [
  ...(['steps', 'milliseconds', 'bytes', 'cost', 'bits'] as const),
  ...(['separationBits', 'separationNanoseconds'] as const),
];

function requestOf(
  value: unknown,
  path: string,
  nodes: readonly NodeImage[],
  index: number,
): RequestImage {
  const fields = record(value, path);
  const least = (each: unknown, at: string): number => number(each, at, 0);
  const budget = optional(fields['budget'], `${path}.budget`, (each, at) => {
    const limits = record(each, at);
    return Object.fromEntries(
      BUDGETS.map((name) => [name, optional(limits[name], `${at}.${name}`, least)]),
    );
  });
  const operationClass = optional(fields['class'], `${path}.class`, (each, at) => {
    const name = text(each, at);
    if (Object.hasOwn(CLASSES, name)) return name as OperationClass;
    throw invalid(at, `one of ${Object.keys(CLASSES).join(', ')}`, each);
  });
  const earlier = (each: unknown, at: string): number => integer(each, at, 0, index - 1);
  return {
    root: position(fields['root'], `${path}.root`, nodes),
    goal: goalOf(fields['goal'], `${path}.goal`),
    class: operationClass,
    priority: optional(fields['priority'], `${path}.priority`, (each, at) =>
      integer(each, at, 1, MOST_PRIORITY),
    ),
    budget,
    timeout: optional(fields['timeout'], `${path}.timeout`, least),
    assumeDomain: optional(fields['assumeDomain'], `${path}.assumeDomain`, truth),
    growth: optional(fields['growth'], `${path}.growth`, (each, at) => number(each, at, 2, 16)),
    parent: optional(fields['parent'], `${path}.parent`, earlier),
    after: optional(fields['after'], `${path}.after`, (each, at) =>
      list(each, at).map((one, i) => earlier(one, `${at}[${String(i)}]`)),
    ),
  };
}

function goalOf(value: unknown, path: string): Goal {
  try {
    checkGoal(value as Goal);
    return value as Goal;
  } catch (cause) {
    if (!(cause instanceof PincerError)) throw cause;
    throw new SnapshotError('invalid', path, `is refused: ${cause.message}`, { cause });
  }
}

function countersOf(value: unknown): CounterImage {
  const { lease, operation, time, generation } = record(value, 'content.counters');
  return {
    lease: integer(lease, 'content.counters.lease'),
    operation: integer(operation, 'content.counters.operation'),
    time: number(time, 'content.counters.time', 0, Number.MAX_SAFE_INTEGER),
    generation: integer(generation, 'content.counters.generation', 0, MOST_COUNTED),
  };
}

/** Ratios of times are base-2 logarithms, well within these. */
const LOG_COSTS = [-1100, 1100] as const;

function costsOf(value: unknown, nodes: readonly NodeImage[]): LearnedCosts {
  const path = 'content.costs';
  const fields = record(value, path);
  const log = (each: unknown, at: string): number => number(each, at, ...LOG_COSTS);
  const octave = (each: unknown, at: string): number => integer(each, at, ...LOG_COSTS);
  const kinds = list(fields['kinds'], `${path}.kinds`).map((each, i): LearnedKind => {
    const at = `${path}.kinds[${String(i)}]`;
    const { kind, ratios, latest, spread, taken } = record(each, at);
    return {
      kind: text(kind, `${at}.kind`),
      ratios: list(ratios, `${at}.ratios`).map((pair, k) => {
        const [of, ratio] = list(pair, `${at}.ratios[${String(k)}]`, 2);
        return [
          octave(of, `${at}.ratios[${String(k)}][0]`),
          log(ratio, `${at}.ratios[${String(k)}][1]`),
        ];
      }),
      latest: log(latest, `${at}.latest`),
      spread: number(spread, `${at}.spread`, 0, LOG_COSTS[1]),
      taken: number(taken, `${at}.taken`, 0, LOG_COSTS[1]),
    };
  });
  return {
    message: log(fields['message'], `${path}.message`),
    start: log(fields['start'], `${path}.start`),
    hasStarted: truth(fields['hasStarted'], `${path}.hasStarted`),
    lateness: log(fields['lateness'], `${path}.lateness`),
    kinds,
    nodes: list(fields['nodes'], `${path}.nodes`).map((entry, i) => {
      const at = `${path}.nodes[${String(i)}]`;
      const [node, ratio, of] = list(entry, at, 3);
      return [position(node, `${at}[0]`, nodes), log(ratio, `${at}[1]`), octave(of, `${at}[2]`)];
    }),
  };
}
