/**
 * Where a step must run, whatever it costs.
 *
 * Laws
 * 1. The strategy of a node goes before the one of its refiner, and that before the one of the session.
 * 2. A source is asked in the group of the sources, whatever strategy it has.
 * 3. A step that one worker was lost to never runs on the calling thread. A step that two were lost to runs in a
 *    process, once, if a process can load it. If that is lost as well, the step is poison and fails.
 * 4. A step that was to be isolated runs on the calling thread only if the session offers such contexts and they
 *    cannot be started.
 * 5. A given context runs the refiners that it serves. The others run by cost where it is the strategy of the session,
 *    and are refused where it is that of their node or name.
 */
import type { Refused, StepRequest } from '../../coordinator/leases/placement.js';
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import { referenceTo } from '../../coordinator/leases/reference.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Refiner } from '../../refiners/refiner.js';
import { keyOf } from '../../refiners/registry.js';
import { isSource } from '../../refiners/source.js';
import { NoModuleError, PlacementError, PoisonStepError } from '../errors.js';
import { isGiven } from './strategy.js';
import type { Strategy } from './strategy.js';

export interface BindingOptions {
  readonly graph: Graph;
  /** The strategy of the session. */
  readonly strategy: Strategy;
  /** The strategies of refiners, by name. */
  readonly strategies: Readonly<Record<string, Strategy>>;
  /** The name of the group of slots that carries out a strategy; requested where there is none yet. */
  readonly groupFor: (strategy: Exclude<Strategy, 'auto'>) => string;
  /** The name of the group of slots in which sources are asked; requested where there is none yet. */
  readonly sourceGroup: () => string;
  /** Whether contexts of a group can be started. */
  readonly isOpen: (group: string) => boolean;
  /** Whether the session has such a group at all, open or closed. */
  readonly isOffered: (group: string) => boolean;
  /** Whether contexts outside the calling thread can load a refiner. */
  readonly isLoadable: (refiner: Refiner) => boolean;
}

/** After this many lost workers a step runs in a process. */
const LOSSES_BEFORE_PROCESS = 2;
/** After this many a step is poison. */
const LOSSES_OF_POISON = 3;

export class Bindings {
  readonly #options: BindingOptions;
  readonly #ofNode = new Map<NodeId, Strategy>();
  /** What given contexts have answered when they were asked whether they serve a refiner. */
  readonly #served = new WeakMap<ExecutionContext, Map<Refiner, boolean>>();

  constructor(options: BindingOptions) {
    this.#options = options;
  }

  /** Gives a node a strategy of its own; `auto` takes it back. */
  assign(node: NodeId, strategy: Strategy): void {
    if (strategy === 'auto') this.#ofNode.delete(node);
    else this.#ofNode.set(node, strategy);
  }

  /** The strategy that a node was given; `auto` for none. */
  strategyOf(node: NodeId): Strategy {
    return this.#ofNode.get(node) ?? 'auto';
  }

  /** Nodes have been renumbered: none has a strategy of its own any more. */
  clear(): void {
    this.#ofNode.clear();
  }

  /** The strategy of a step; undefined where its cost decides. */
  strategyFor(node: NodeId, refiner: Refiner): Exclude<Strategy, 'auto'> | undefined {
    const { strategy, strategies } = this.#options;
    const chosen = this.#ofNode.get(node) ?? strategies[refiner.name] ?? strategy;
    return chosen === 'auto' ? undefined : chosen;
  }

  /** Whether a node is placed by itself: it or its refiner has a strategy, or it is a source. */
  isExplicit(node: NodeId): boolean {
    if (this.#ofNode.has(node)) return true;
    const kind = this.#options.graph.kindOf(node);
    if (kind.type !== 'refiner') return false;
    return isSource(kind.refiner) || this.#options.strategies[kind.refiner.name] !== undefined;
  }

  /** The group of slots in which a step must run, or why it cannot run; undefined where its cost decides. */
  groupFor(step: StepRequest): string | Refused | undefined {
    const { refiner, attempt, synchronous = false } = step;
    const { isOpen, groupFor } = this.#options;
    const name = keyOf(refiner);
    if (isSource(refiner)) {
      const group = this.#options.sourceGroup();
      if (!synchronous) return group;
      const reason = 'which a synchronous call cannot wait for';
      return { refused: new PlacementError(name, group, reason) };
    }
    if (attempt >= LOSSES_OF_POISON) return poisoned(name, attempt);
    if (attempt >= LOSSES_BEFORE_PROCESS && this.#options.isLoadable(refiner)) {
      if (!isOpen('process')) return poisoned(name, attempt);
      if (synchronous) return { refused: new PlacementError(name, 'process') };
      return groupFor('process');
    }
    const strategy = this.strategyFor(step.node, refiner);
    const group = strategy === undefined ? undefined : this.#groupOf(step, strategy, name);
    if (attempt === 0 || synchronous || (group ?? 'inline') !== 'inline') return group;
    if (isOpen('thread')) return groupFor('thread');
    return isOpen('process') ? groupFor('process') : poisoned(name, attempt);
  }

  /** Whether steps of a refiner can run in the contexts in which those of a node run. */
  runsBeside(refiner: Refiner, node: NodeId): boolean {
    const kind = this.#options.graph.kindOf(node);
    const strategy = kind.type === 'refiner' ? this.strategyFor(node, kind.refiner) : undefined;
    if (kind.type !== 'refiner' || strategy === undefined || !isGiven(strategy))
      return this.#options.isLoadable(refiner);
    return this.#serves(strategy, kind.refiner)
      ? this.#serves(strategy, refiner)
      : this.#options.isLoadable(refiner);
  }

  #groupOf(
    step: StepRequest,
    strategy: Exclude<Strategy, 'auto'>,
    name: string,
  ): string | Refused | undefined {
    const { groupFor, isOffered, isOpen, isLoadable } = this.#options;
    if (strategy === 'inline') return 'inline';
    const group = groupFor(strategy);
    if (step.synchronous === true) {
      // The strategy of a session is a default: a synchronous caller, who cannot wait for it, overrides it.
      return this.isExplicit(step.node) ? { refused: new PlacementError(name, group) } : 'inline';
    }
    if (isGiven(strategy)) {
      if (!this.#serves(strategy, step.refiner)) return this.#unserved(step, strategy, group);
      if (isOpen(group)) return group;
      return { refused: new PlacementError(name, group, 'a context that has ended') };
    }
    if (!isLoadable(step.refiner)) return { refused: new NoModuleError(name, group) };
    if (isOpen(group)) return group;
    const kind = typeof strategy === 'string' ? strategy : strategy.fresh;
    if (kind === 'thread' || isOffered(group)) return 'inline';
    return { refused: new PlacementError(name, group, 'and the session has none of these') };
  }

  #serves(context: ExecutionContext, refiner: Refiner): boolean {
    if (context.serves === undefined)
      return context.kind === 'inline' || this.#options.isLoadable(refiner);
    let answers = this.#served.get(context);
    if (answers === undefined) this.#served.set(context, (answers = new Map<Refiner, boolean>()));
    let answer = answers.get(refiner);
    if (answer === undefined) answers.set(refiner, (answer = asks(context, refiner)));
    return answer;
  }

  /** Why a context does not run a step; undefined where the step runs elsewhere. */
  #unserved(step: StepRequest, context: ExecutionContext, group: string): Refused | undefined {
    const name = keyOf(step.refiner);
    if (context.serves === undefined) return { refused: new NoModuleError(name, group) };
    if (!this.isExplicit(step.node)) return undefined;
    return { refused: new PlacementError(name, group, 'a context that does not serve it') };
  }
}

/** Asks a context whether it serves a refiner. One that throws serves nothing. */
function asks(context: ExecutionContext, refiner: Refiner): boolean {
  try {
    return context.serves?.(referenceTo(refiner)) === true;
  } catch {
    return false;
  }
}

function poisoned(refiner: string, losses: number): Refused {
  return { refused: new PoisonStepError(refiner, losses), lasting: true };
}
