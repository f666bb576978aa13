/** What happened, in words: leases that came back, goals that were met. */
import type { Frame, LeaseMark } from '../protocol.js';
import { byId, counted, html } from './dom.js';

const MOST_ENTRIES = 100;

export class Log {
  readonly #list = byId('log');
  /** The leases of steps that were lost before. */
  #again = new Set<number>();
  #ended = false;

  begin(text: string): void {
    this.#ended = false;
    this.#again = new Set();
    this.#list.replaceChildren();
    this.#add(0, `Run of ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
  }

  show({ leases, now, state, goal, used, answer }: Frame): void {
    for (const mark of leases) this.#lease(mark);
    const ended = state === 'ended';
    if (ended && !this.#ended && answer !== undefined)
      this.#add(
        now,
        answer.status === 'met'
          ? `${counted(goal, 'digit')} are proven, after ${counted(used.leases, 'lease')}`
          : `It ended as ${answer.status}: ${answer.why}`,
      );
    this.#ended = ended;
  }

  say(now: number, text: string): void {
    this.#add(now, text);
  }

  #lease({ id, name, from, to, end, worker, attempt }: LeaseMark): void {
    const lease = `lease ${String(id)} of ${name}`;
    // A frame may bring its cut and its end at once.
    if (attempt > 0 && !this.#again.has(id)) {
      this.#again.add(id);
      const place = worker === 0 ? 'the engine' : `worker ${String(worker)}`;
      this.#add(from, `It was cut again as ${lease} for ${place}: attempt ${String(attempt + 1)}`);
    }
    if (end === 'lost')
      this.#add(to ?? from, `Worker ${String(worker)} was ended; ${lease} came back`);
    else if (end === 'failed') this.#add(to ?? from, `A step failed: ${lease}`);
  }

  #add(time: number, text: string): void {
    this.#list.append(html('p', `${time.toFixed(0)} ms: ${text}`));
    while (this.#list.children.length > MOST_ENTRIES) this.#list.firstElementChild?.remove();
  }
}
