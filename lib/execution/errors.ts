import { PincerError } from '../exact/errors.js';
import type { RefinerReference } from '../coordinator/leases/lease.js';
import { registryKey } from '../refiners/registry.js';

/** The host that was to run a step knows no refiner of this name and version. */
export class UnknownRefinerError extends PincerError {
  readonly refiner: string;

  constructor(reference: RefinerReference, known: Iterable<string> = []) {
    const refiner = registryKey(reference.name, reference.version);
    const remedy =
      reference.module === undefined
        ? 'register it with the session, and give it a `module` (new URL("./my-refiner.js", ' +
          'import.meta.url)) if it is to run on a worker'
        : `export it from ${reference.module}`;
    const names = [...known];
    const present = names.length === 0 ? '' : ` (known here: ${names.sort().join(', ')})`;
    super(`unknown refiner ${refiner}: ${remedy}${present}`);
    this.refiner = refiner;
  }
}

/** What a refiner may break that shows in its answer; see the laws in refiners/refiner.ts. */
export type ContractLaw =
  | 'a step answers with a record of state and bounds, not with a promise'
  | 'bounds are an enclosure'
  | 'a state is plain data'
  | 'a result holds only what StepResult describes';

/** A refiner broke a law of its contract. */
export class RefinerContractError extends PincerError {
  readonly refiner: string;
  readonly law: ContractLaw;

  constructor(refiner: string, law: ContractLaw, detail: string, options?: ErrorOptions) {
    super(`refiner ${refiner} broke its contract (${law}): ${detail}`, options);
    this.refiner = refiner;
    this.law = law;
  }
}

/** The module of a refiner did not load. */
export class ModuleLoadError extends PincerError {
  readonly module: string;

  constructor(module: string, detail: string, options?: ErrorOptions) {
    super(`the refiner module ${module} did not load: ${detail}`, options);
    this.module = module;
  }
}

/** An error of a class that is not known on this side of a thread or process. */
export class RemoteError extends PincerError {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** A context is asked of a pool that has been closed. */
export class PoolClosedError extends PincerError {
  constructor(pool: string) {
    super(`${pool} is closed`);
  }
}

/** There is no execution context of this kind. */
export class UnknownContextKindError extends PincerError {
  constructor(kind: string, known: readonly string[]) {
    super(`unknown kind of execution context: ${kind} (known are ${known.join(', ')})`);
  }
}

/** A worker is asked for a refiner that workers cannot load. */
export class NoModuleError extends PincerError {
  readonly refiner: string;

  constructor(refiner: string, placement: string) {
    super(
      `refiner ${refiner} is to run in ${placement}, but it has no module: give it one ` +
        '(module: new URL("./my-refiner.js", import.meta.url)), from which a worker can import it',
    );
    this.refiner = refiner;
  }
}

/** A step has ended every worker that took it. */
export class PoisonStepError extends PincerError {
  readonly refiner: string;
  /** How many workers it has ended. */
  readonly losses: number;

  constructor(refiner: string, deaths: number) {
    super(
      `refiner ${refiner}: the same step has ended ${String(deaths)} workers, and is not run again`,
    );
    this.refiner = refiner;
    this.losses = deaths;
  }
}

/** A refiner is placed where the call that needs it, or its session, cannot run it. */
export class PlacementError extends PincerError {
  readonly refiner: string;

  constructor(
    refiner: string,
    placement: string,
    reason = 'which a synchronous call cannot wait for: refine it asynchronously, or place it inline',
  ) {
    super(`refiner ${refiner} is placed in ${placement}, ${reason}`);
    this.refiner = refiner;
  }
}
