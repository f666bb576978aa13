import { PincerError } from '../exact/errors.js';
import type { RefinerReference } from '../coordinator/leases/lease.js';
import { registryKey } from '../refiners/registry.js';

/** The host of a step has no refiner of this name and version. */
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

/** The laws of refiners that an answer can show to be broken; see `refiners/refiner.ts`. */
export type ContractLaw =
  | 'a step answers with a record of state and bounds, not with a promise'
  | 'bounds are an enclosure'
  | 'a state is plain data'
  | 'parts are plain data'
  | 'a part has a value, which is plain data'
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

/** The module of a refiner could not be loaded. */
export class ModuleLoadError extends PincerError {
  readonly module: string;

  constructor(module: string, detail: string, options?: ErrorOptions) {
    super(`the refiner module ${module} did not load: ${detail}`, options);
    this.module = module;
  }
}

/** An error from another thread or process, of a class that is not known here. */
export class RemoteError extends PincerError {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** A context was to be acquired from a pool that has been closed. */
export class PoolClosedError extends PincerError {
  constructor(pool: string) {
    super(`${pool} is closed`);
  }
}

/** A worker was to be started with a module of Pincer's own, and this module is not there. */
export class NoWorkerModuleError extends PincerError {
  constructor(detail: string, options?: ErrorOptions) {
    super(
      `the module of Pincer's workers was not found (${detail}): a bundle that holds Pincer has no ` +
        'workers; leave pincer out of the bundle, as a package that is installed beside it',
      options,
    );
  }
}

/** There is no execution context of this kind. */
export class UnknownContextKindError extends PincerError {
  constructor(kind: string, known: readonly string[]) {
    super(`unknown kind of execution context: ${kind} (known are ${known.join(', ')})`);
  }
}

/** A step was to run on a worker, but workers cannot load its refiner. */
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

/** A step was lost wherever it ran. */
export class PoisonStepError extends PincerError {
  readonly refiner: string;
  /** How often it was lost. */
  readonly losses: number;

  constructor(refiner: string, losses: number) {
    super(
      `refiner ${refiner}: the same step was lost ${String(losses)} times, with its worker or without an answer, and is not run again`,
    );
    this.refiner = refiner;
    this.losses = losses;
  }
}

/** A refiner is placed where its session has no contexts, or where a synchronous call cannot wait for it. */
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

/** A host was sent something that is no lease. */
export class InvalidLeaseError extends PincerError {
  /** The path of the field at fault, such as `lease.then.stamp`. */
  readonly field: string;

  constructor(field: string, detail: string, options?: ErrorOptions) {
    super(`a host was sent what is no lease: ${field} is ${detail}`, options);
    this.field = field;
  }
}
