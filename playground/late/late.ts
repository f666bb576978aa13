/**
 * Modules of the library that come after the first digits: `plugin.js` puts a stand-in in the place of each.
 *
 * Laws
 * 1. A function of such a module that is called before its module is there throws {@link Late}, and nothing else is
 *    observed of it. Who drives a run loads them and begins again.
 * 2. Once {@link loadLate} has kept its promise no function throws it.
 */
export class Late extends Error {
  override readonly name = 'Late';
  override readonly message = 'A module is called that is not loaded yet';
}

/** By group: what loads it, and once that has come, what it is. */
const groups = new Map<string, { readonly load: () => Promise<unknown>; all: unknown }>();
let missed = false;

/** Notes how a group of modules is loaded; returns what gives them, or throws. */
export function late<All>(name: string, load: () => Promise<All>): () => All {
  const group = groups.get(name) ?? { load, all: undefined };
  groups.set(name, group);
  return () => {
    if (group.all !== undefined) return group.all as All;
    missed = true;
    throw new Late();
  };
}

/** Whether a module was called before it was there: what has caught the error instead of its caller is void. */
export function missedLate(): boolean {
  return missed;
}

export async function loadLate(): Promise<void> {
  await Promise.all(
    [...groups.values()].map(async (group) => {
      group.all ??= await group.load();
    }),
  );
  missed = false;
}

/** A function that a page with a driver of its own never calls. */
export function never(name: string): never {
  throw new Error(`${name}: the page has no session`);
}
