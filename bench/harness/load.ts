/** What else keeps the machine busy while something is measured. */
import { readFileSync } from 'node:fs';

interface Sample {
  readonly at: number;
  /** Milliseconds of processor time since the start, of the whole machine and of this process. */
  readonly all: number;
  readonly own: number;
}

/** The unit of /proc/stat on every Linux that Node runs on. */
const MILLISECONDS_A_TICK = 10;

function sample(): Sample | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const usage = process.cpuUsage();
    return {
      at: performance.now(),
      all: (user + nice + system + irq + softIrq) * MILLISECONDS_A_TICK,
      own: (usage.user + usage.system) / 1000,
    };
  } catch {
    return undefined;
  }
}

/** Watches from now on how many cores others keep busy. */
export class OtherLoad {
  readonly #start = sample();

  /** In cores, since the watch began; undefined where the system does not tell. */
  get cores(): number | undefined {
    const now = sample();
    if (now === undefined || this.#start === undefined) return undefined;
    const others = now.all - this.#start.all - (now.own - this.#start.own);
    return Math.max(0, others / (now.at - this.#start.at));
  }
}

/** Milliseconds of processor time that the calling thread has had; undefined where the system does not tell. */
export function threadTime(): number | undefined {
  try {
    const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}
