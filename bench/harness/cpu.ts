/** The CPU time that a program has had, its compiler and its collector included. */

/** Milliseconds of CPU since the process began. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of CPU of some work. */
export function cpuOf(work: () => void): number {
  const before = cpu();
  work();
  return cpu() - before;
}
