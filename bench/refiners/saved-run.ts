/**
 * One run of exp(sin(sqrt 2)) in a process of its own, by the question in its first argument. Sends the CPU time it has
 * had when its first step begins, and that of its steps with the digits when it has ended.
 */
import { readFileSync } from 'node:fs';
import { createSession, exp, sin, sqrt } from 'pincer';
import { readSnapshot } from 'pincer/snapshot';
import { cpu } from '../harness/cpu.js';
import { question } from '../harness/programs.js';

export interface SavedRun {
  readonly digits: number;
  /** The file that it saves itself to; nothing is saved without. */
  readonly save?: string;
  /** The file that it goes on from. */
  readonly resume?: string;
}

export interface SavedRunReport {
  readonly cpu: number;
  readonly digits?: string;
}

const { digits, save, resume } = question() as SavedRun;
const restore = resume === undefined ? undefined : readSnapshot(readFileSync(resume, 'utf8'));
const autosave = save === undefined ? undefined : { file: save, every: 1000 };
await using session = createSession({ restore, autosave });
const start = cpu();
process.send!({ cpu: start });
const result = await exp(sin(sqrt(2))).refine({ digits }, { session });
const spent = cpu() - start;
process.send!({ cpu: spent, digits: result.digits }, () => {
  process.disconnect();
});
