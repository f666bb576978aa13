/** What a part of a program leaves behind in its process. */
import { readdirSync, readFileSync } from 'node:fs';

/** Handles that keep the event loop alive, by kind, counted. */
export function activeHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** How many handles there are beyond those of before. */
export function handlesBeyond(before: ReadonlyMap<string, number>): number {
  let beyond = 0;
  for (const [kind, count] of activeHandles())
    beyond += Math.max(0, count - (before.get(kind) ?? 0));
  return beyond;
}

/** How many child processes run; undefined where the system does not tell. */
export function childProcesses(): number | undefined {
  let folders: string[];
  try {
    folders = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  let children = 0;
  for (const folder of folders) {
    try {
      // The fields after the name, which stands in brackets: state, then the parent's number.
      const [, fields = ''] = /\) (.*)/s.exec(readFileSync(`/proc/${folder}/stat`, 'utf8')) ?? [];
      const [state, parent] = fields.split(' ');
      if (Number(parent) === process.pid && state !== 'Z') children++;
    } catch {
      // It ended while it was looked at.
    }
  }
  return children;
}
