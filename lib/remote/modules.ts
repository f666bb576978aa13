/**
 * The modules of refiners on the two sides of a wire.
 *
 * Laws
 * 1. A lease that travels names a module by the digest of its file, never by an address: `sha256:` and 64 digits.
 * 2. A worker runs modules of its own list alone, which it was started with. A lease that names another is refused.
 * 3. A file that has changed since the worker was started is refused, as what was loaded of it is not known any more.
 * 4. The digest is that of the file of the module, not of what that file imports.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Lease, RefinerReference } from '../coordinator/leases/lease.js';
import { FleetError, MessageError } from './errors.js';
import { digestOf } from './seal.js';

const SCHEME = 'sha256:';

/** Names modules by their digests, which are computed once: a module that is loaded stays as it is. */
export class ModuleDigests {
  readonly #digests = new Map<string, string>();

  /** @throws FleetError where the module is no file, or cannot be read. */
  of(module: string): string {
    let digest = this.#digests.get(module);
    if (digest === undefined) {
      digest = SCHEME + digestOf(contentOf(module));
      this.#digests.set(module, digest);
    }
    return digest;
  }

  /** A lease as it travels. */
  named(lease: Lease): Lease {
    return withModules(lease, (module) => this.of(module));
  }
}

/** The modules that a worker was started with. */
export class ModuleList {
  /** By digest. */
  readonly #addresses = new Map<string, string>();

  /**
   * @param paths - of files, which are resolved now: what a path leads to later does not matter.
   * @throws FleetError naming a file that cannot be read.
   */
  constructor(paths: readonly string[]) {
    for (const path of paths) {
      let address: string;
      try {
        address = pathToFileURL(realpathSync(resolve(path))).href;
      } catch (cause) {
        throw unreadable(path, cause);
      }
      this.#addresses.set(SCHEME + digestOf(contentOf(address)), address);
    }
  }

  get digests(): readonly string[] {
    return [...this.#addresses.keys()];
  }

  get addresses(): readonly string[] {
    return [...this.#addresses.values()];
  }

  /**
   * A lease as this worker runs it.
   * @throws MessageError where it names a module that is not in the list, or whose file has changed.
   */
  resolved(lease: Lease): Lease {
    return withModules(lease, (module, { name, version }) => {
      const address = this.#addresses.get(module);
      if (address !== undefined) {
        if (SCHEME + digestOf(contentOf(address)) === module) return address;
        throw new MessageError(
          'address',
          `the file of the refiner ${name}@${String(version)} has changed since this worker was started: start it again`,
        );
      }
      throw new MessageError(
        'address',
        `the refiner ${name}@${String(version)} is of a module that this worker was not started with: start it with --import and the same file`,
      );
    });
  }
}

/** A chain is short: the recursion is no deeper. */
function withModules(
  lease: Lease,
  change: (module: string, refiner: RefinerReference) => string,
): Lease {
  const { refiner, then } = lease;
  return {
    ...lease,
    ...(refiner.module === undefined
      ? {}
      : { refiner: { ...refiner, module: change(refiner.module, refiner) } }),
    ...(then === undefined ? {} : { then: withModules(then, change) }),
  };
}

function contentOf(module: string): Buffer {
  try {
    return readFileSync(fileURLToPath(module));
  } catch (cause) {
    throw unreadable(module, cause);
  }
}

function unreadable(module: string, cause: unknown): FleetError {
  return new FleetError('module', `the refiner module ${module} cannot be read: ${String(cause)}`, {
    cause,
  });
}
