/**
 * Takes snapshots of a session. It is loaded with the first one.
 *
 * Law: a value that is to be saved gets a node where it has none. Nothing else of the session changes.
 */
import type { Coordinator } from '../coordinator/coordinator.js';
import { describeInput } from '../exact/decimal/constant-input.js';
import { DomainError } from '../exact/errors.js';
import type { LearnedCosts } from '../execution/plan/cost-model.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import type { RequestImage } from '../persistence/image.js';
import { requestImages } from '../persistence/requests.js';
import { imageOf } from '../persistence/taking.js';
import { written } from '../persistence/writing.js';
import type { CheckedAutosave } from './autosave-options.js';
import { Autosave } from './autosave.js';
import { SessionError } from './errors.js';

/** What a session gives to be saved. */
export interface SavedParts<Value> {
  readonly graph: Graph;
  readonly coordinator: Coordinator;
  readonly names: { readonly all: readonly string[]; get(name: string): Value | undefined };
  readonly costs: () => LearnedCosts;
  /** Of the virtual clock; 0 without one. */
  readonly time: () => number;
  readonly generation: number;
  /** Requests of an earlier session that have not been issued again. */
  readonly unresumed: () => readonly {
    readonly value: Value;
    readonly image: Omit<RequestImage, 'root'>;
  }[];
  /** The node of a value; undefined for what is none. */
  readonly nodeOf: (value: unknown) => NodeId | undefined;
}

export class Saving<Value> {
  readonly #parts: SavedParts<Value>;

  constructor(parts: SavedParts<Value>) {
    this.#parts = parts;
  }

  /**
   * A snapshot with the names of the session and others.
   * @throws SessionError for what is no value, and for a name that another value has.
   */
  text(values: object = {}): string {
    const { graph, coordinator, costs, time, generation, unresumed } = this.#parts;
    refuseDistrusted(graph);
    const named = [...this.#named(values)].map(
      ([name, value]) => [name, this.#nodeOf(name, value)] as const,
    );
    const waiting = unresumed().map(({ value, image }) => ({
      ...image,
      root: this.#nodeOf('a request', value),
    }));
    return written(
      imageOf({
        ...{ graph, coordinator, generation },
        costs: costs(),
        time: time(),
        values: named,
        requests: [...waiting, ...requestImages(coordinator.openOperations, waiting.length)],
      }),
    );
  }

  /** Saves the session now and then. */
  every(options: CheckedAutosave & { readonly warn: (message: string) => void }): Autosave {
    const { coordinator, names } = this.#parts;
    return new Autosave({
      ...options,
      state: () =>
        stateText(coordinator.leaseCounts.committed, coordinator.activeOperations, names.all),
      blank: stateText(0, 0, []),
      take: () => this.text(),
    });
  }

  #named(values: object): ReadonlyMap<string, unknown> {
    const { names, nodeOf } = this.#parts;
    const all = new Map<string, unknown>(names.all.map((name) => [name, names.get(name)]));
    if (typeof values !== 'object' || (values as unknown) === null || nodeOf(values) !== undefined)
      throw new SessionError('snapshot: it takes a record or a list of Reals');
    for (const [name, value] of Object.entries(values as Readonly<Record<string, unknown>>)) {
      const other = all.get(name);
      if (name === '' || (other !== undefined && other !== value))
        throw new SessionError(`snapshot: the name ${JSON.stringify(name)} has another value`);
      all.set(name, value);
    }
    return all;
  }

  #nodeOf(name: string, value: unknown): NodeId {
    const node = this.#parts.nodeOf(value);
    if (node !== undefined) return node;
    throw new SessionError(`snapshot: ${name} is to be a Real, got ${describeInput(value)}`);
  }
}

/**
 * What was taken back is saved for nobody.
 * @throws SessionError
 */
function refuseDistrusted(graph: Graph): void {
  for (let node = 0; graph.hasErrors && node < graph.size; node++) {
    const error = graph.errorOf(node);
    if (error?.voids === true && !(error instanceof DomainError))
      throw new SessionError(
        `snapshot: what this session has computed is not to be believed: ${error.message}`,
      );
  }
}

function stateText(committed: number, active: number, names: readonly string[]): string {
  return [committed, active, ...names].join(' ');
}
