/**
 * Snapshots that were read, ready to become a session.
 *
 * Laws
 * 1. What is wrong with a text or with its kinds is found by {@link readSnapshot}: a session is made of a snapshot that is
 *    whole. What a definition of one's own refuses is found when the session is made.
 * 2. Each node of a snapshot is a node of the session, with the same number.
 * 3. One snapshot may be restored any number of times.
 */
import { SnapshotError } from '../../persistence/errors.js';
import { within } from '../../persistence/fields.js';
import type { NodeImage, RequestImage, SessionImage } from '../../persistence/image.js';
import { read } from '../../persistence/reading.js';
import { describeInput } from '../../exact/decimal/constant-input.js';
import { checkNames, OptionError } from '../../exact/options.js';
import { SourceReplayError } from '../../execution/source-errors.js';
import { restoreSnapshot } from '../../graph/snapshot.js';
import type { NodeId } from '../../graph/node.js';
import type { Goal } from '../../coordinator/goals/goal.js';
import type { OperationId } from '../../coordinator/operations/request.js';
import type { Plain } from '../../refiners/refiner.js';
import type { SourceParams } from '../../refiners/source.js';
import type { Restoration, RestoredRequest } from '../../session/options.js';
import type { Session } from '../../session/session.js';
import type { Real } from '../real.js';
import { refine } from '../refinement/refinement.js';
import type { RefineOptions } from '../refinement/refine-options.js';
import type { Result } from '../refinement/result.js';
import type { Interner } from '../values/interner.js';
import { internerOf } from '../values/interners.js';
import type { Operator } from '../values/operator.js';
import { findKind } from './kinds.js';
import type { Definition, KnownKind } from './kinds.js';
import { checkArity, checkedParams, checkedSourceState } from './parameters.js';
import { realsOf } from './terms.js';

/**
 * What of a snapshot is believed, once its checksums hold. These find damage. They do not find forgery, since whoever
 * changes a file can change its checksums.
 *
 * - `all`: bounds and states. Whoever may write the file decides what is proven.
 * - `states`: states of refiners, and no bounds: each refiner steps once from its state, and its bounds are what this
 *   step proves. Functions without a state are evaluated again.
 * - `nothing`: the expressions, the requests and the costs that were learned, which prove nothing. All is computed again.
 */
export type Trust = 'all' | 'states' | 'nothing';

const TRUSTS: readonly Trust[] = ['all', 'states', 'nothing'];

/** How a snapshot is read. */
export interface SnapshotOptions {
  /** `all` by default. */
  readonly trust?: Trust | undefined;
  /**
   * Refiners and combinators of one's own that the snapshot may name. Refiners that `defineRefiner` was given are known
   * without it.
   */
  readonly definitions?: readonly Definition[] | undefined;
}

/** A snapshot that was read: the `restore` of `createSession`. */
export class Snapshot implements Restoration {
  /** The names of its values: `session.get(name)` gives the value of one in the restored session. */
  readonly names: readonly string[];
  /** The goals of the requests that {@link Session.resume} issues again. */
  readonly goals: readonly Goal[];
  /** @internal */
  readonly generation: number;
  readonly #image: SessionImage;
  readonly #kinds: readonly KnownKind[];
  readonly #trust: Trust;

  /** @internal Use {@link readSnapshot}. */
  constructor(image: SessionImage, kinds: readonly KnownKind[], trust: Trust) {
    this.names = image.values.map(([name]) => name);
    this.goals = image.requests.map(({ goal }) => goal);
    this.generation = image.counters.generation;
    this.#image = image;
    this.#kinds = kinds;
    this.#trust = trust;
  }

  /** @internal */
  fill(into: never): readonly RestoredRequest[] {
    const session: Session = into;
    const { nodes, counters, learned, costs, values, requests } = this.#image;
    const interner = internerOf(session);
    const operators = this.#kinds.map(({ operator }) => operator);
    this.#makeNodes(session, interner);
    session.recall(counters, this.#trust === 'all' ? learned : [], costs);
    const roots = [...values.map(([, node]) => node), ...requests.map(({ root }) => root)];
    const reals = realsOf(roots, session.graph, interner, (node) => {
      const operator = operators[nodes[node]!.kind]!;
      return operator.form === 'sources' ? restoredSource(nodes[node]!.params) : operator;
    });
    for (const [name, node] of values) session.define(name, reals.get(node)!);
    const admitted: (OperationId | undefined)[] = requests.map(() => undefined);
    return requests.map((request, i) =>
      restoredRequest(request, reals.get(request.root)!, session, admitted, i),
    );
  }

  #makeNodes(session: Session, interner: Interner): void {
    const { graph } = session;
    const { nodes } = this.#image;
    let at = 0;
    const place = (): string => `content.nodes[${String(at)}]`;
    const make = (kind: number, params: unknown, children: readonly NodeId[]): NodeId => {
      const { operator } = this.#kinds[kind]!;
      const node = makeNode(interner, operator, params, children);
      if (node !== at)
        throw new SnapshotError('invalid', place(), `is the same as node ${String(node)}`);
      at++;
      return node;
    };
    const believed = this.#trust === 'all' ? nodes : nodes.map(withoutProofs);
    try {
      restoreSnapshot(graph, { nodes: believed }, make);
      if (this.#trust !== 'states') return;
      nodes.forEach(({ record }, node) => {
        if (record !== undefined) graph.recordOf(node)!.state = record.state;
      });
    } catch (cause) {
      if (cause instanceof SnapshotError) throw cause;
      const problem = cause instanceof Error ? cause.message : String(cause);
      at = Math.max(0, Math.min(at, nodes.length - 1));
      throw new SnapshotError('invalid', place(), `is refused: ${problem}`, { cause });
    }
  }
}

/**
 * Reads what {@link Session.snapshot} has written, as a whole or not at all. It runs and imports nothing. The session that
 * is made of it has the names of the earlier one (`session.get`), goes on from its bounds and states, and issues the
 * requests that were under way when it is told to (`session.resume`). An expression that is built again finds its node.
 *
 * Values of a source have the answers that the source gave; it is not asked again, since a snapshot holds no functions.
 *
 * @throws SnapshotError for a text that is no snapshot, is of a later format or library, is truncated or damaged, holds
 *   what no snapshot holds, or names a refiner or combinator that is not known here by its name, version and module:
 *   `fault` says which, and `place` where. OptionError for an option out of range.
 */
export function readSnapshot(text: string, options: SnapshotOptions = {}): Snapshot {
  checkNames('readSnapshot', options, ['trust', 'definitions']);
  const { trust = 'all', definitions = [] } = options;
  if (!TRUSTS.includes(trust))
    throw new OptionError(
      `readSnapshot: trust must be ${TRUSTS.join(', ')}, got ${describeInput(trust)}`,
    );
  if (typeof (text as unknown) !== 'string')
    throw new SnapshotError('foreign', 'the snapshot', `must be text, got ${typeof text}`);
  const image = read(text);
  const kinds = image.kinds.map((kind, i) =>
    findKind(kind, definitions, `content.kinds[${String(i)}]`),
  );
  return new Snapshot({ ...image, nodes: checkedNodes(image.nodes, kinds) }, kinds, trust);
}

function checkedNodes(
  nodes: readonly NodeImage[],
  kinds: readonly KnownKind[],
): readonly NodeImage[] {
  const checked: NodeImage[] = [];
  try {
    for (const node of nodes) checked.push(checkedNode(node, kinds[node.kind]!));
  } catch (fault) {
    throw within(`content.nodes[${String(checked.length)}]`, fault);
  }
  return checked;
}

function checkedNode(node: NodeImage, kind: KnownKind): NodeImage {
  const params = checkedParams(node.params, kind.params, 'params');
  checkArity(node.children, kind.arity);
  const { record } = node;
  if (kind.params !== 'source' || record === undefined)
    return params === node.params ? node : { ...node, params };
  const state = checkedSourceState(record.state, 'record.state');
  return { ...node, params, record: { ...record, state } };
}

function makeNode(
  interner: Interner,
  operator: KnownKind['operator'],
  params: unknown,
  children: readonly NodeId[],
): NodeId {
  switch (operator.form) {
    case 'rational':
      return interner.nodeOf({ rational: params as never });
    case 'datum':
      return interner.datum(params as never);
    case 'sources':
      return interner.source(params as SourceParams, refuse(params as SourceParams));
    default:
      return interner.node(operator, params as Plain, children);
  }
}

/** The function of a source stays with the program that had it. */
function refuse({ label }: SourceParams) {
  return (): Promise<never> =>
    Promise.reject(
      new SourceReplayError(
        label,
        'it was restored from a snapshot, which holds its answers alone',
      ),
    );
}

function restoredSource(params: unknown): Operator {
  return { form: 'source', name: 'source', answer: refuse(params as SourceParams) };
}

/** A node as before its first step. */
function withoutProofs({ kind, params, children }: NodeImage): NodeImage {
  return { kind, params, children, bounds: { kind: 'all' } };
}

/**
 * @param admitted - the numbers of the requests, as they are issued; undefined for one that needs no step. Its doubles or
 *   its arithmetic meet its goal, so nothing has to wait for it.
 * @param index - which of them the request is.
 */
function restoredRequest(
  request: RequestImage,
  value: Real,
  session: Session,
  admitted: (OperationId | undefined)[],
  index: number,
): RestoredRequest {
  const { goal, budget, timeout, priority, assumeDomain, growth, parent, after } = request;
  const options: RefineOptions = {
    ...{ session, priority, assumeDomain, class: request.class },
    budget: budget && {
      ...withoutTimes(budget),
      separationTime: milliseconds(budget.separationNanoseconds),
    },
    timeout: milliseconds(timeout),
  };
  return {
    value,
    image: request,
    issue: (signal): Promise<Result> => {
      const relations: RefineOptions = {
        parent: parent === undefined ? undefined : admitted[parent],
        after: after?.flatMap((other) => admitted[other] ?? []),
        onAdmitted: (operation) => (admitted[index] = operation),
      };
      return refine(value, goal, { ...options, ...relations, signal }, growth);
    },
  };
}

function withoutTimes({
  separationNanoseconds: _,
  ...rest
}: NonNullable<RequestImage['budget']>): Omit<
  NonNullable<RequestImage['budget']>,
  'separationNanoseconds'
> {
  return rest;
}

function milliseconds(nanoseconds: number | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
}
