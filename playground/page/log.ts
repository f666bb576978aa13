/** What happened, in words: leases that came back, goals that were met. */
import type { Frame, LeaseMark } from '../protocol.js';
import { byId, counted, html } from './dom.js';

const MOST_ENTRIES = 100;

export class Log {
  readonly #list = byId('log');
  #ended = false;

  begin(text: string): void {
    this.#ended = false;
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
    if (end === 'lost')
      this.#add(
        to ?? from,
        `Worker ${String(worker)} was ended; lease ${String(id)}, ${name}, came back`,
      );
    else if (end === 'failed') this.#add(to ?? from, `Lease ${String(id)}, ${name}, failed`);
    else if (attempt > 0 && to === undefined)
      this.#add(
        from,
        `Lease ${String(id)} of ${name} was cut again, for worker ${String(worker)}: attempt ${String(attempt + 1)}`,
      );
  }

  #add(time: number, text: string): void {
    this.#list.append(html('p', `${time.toFixed(0)} ms: ${text}`));
    while (this.#list.children.length > MOST_ENTRIES) this.#list.firstElementChild?.remove();
  }
}
