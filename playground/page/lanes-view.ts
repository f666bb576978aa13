/**
 * One row per slot: what it computes now, its leases over time, and a button that ends it.
 *
 * Law: while something runs the strips move on ten times a second, as each time all of their blocks are drawn again; at
 * the end of a run they are where it ended.
 */
import type { LeaseMark } from '../protocol.js';
import { byId, counted, html, write } from './dom.js';
import { Strip } from './strip.js';

interface Lane {
  readonly row: HTMLLIElement;
  readonly state: HTMLElement;
  readonly strip: Strip;
  readonly end: HTMLButtonElement | undefined;
  running: LeaseMark | undefined;
  status: string;
}

/** The shortest strip, in milliseconds. */
const SHORTEST = 20;
const TICK_MILLISECONDS = 100;

export class LanesView {
  readonly #rows = byId('rows');
  readonly #lanes = new Map<number, Lane>();
  readonly #onEnd: (worker: number) => void;
  #now = 0;
  /** When the last lease ended. */
  #end = 0;
  #received = 0;
  #running = false;

  constructor(onEnd: (worker: number) => void) {
    this.#onEnd = onEnd;
    this.#lane(0);
    setInterval(() => {
      this.#tick();
    }, TICK_MILLISECONDS);
  }

  /** Empties the strips for another run. */
  begin(): void {
    this.#end = 0;
    for (const [worker, lane] of this.#lanes) {
      lane.strip.clear();
      lane.running = undefined;
      this.#name(worker, lane);
    }
  }

  /** A worker starts, is ready, or is there no more. */
  worker(worker: number, status: 'starting' | 'ready' | 'gone'): void {
    const lane = this.#lane(worker);
    if (status === 'gone') {
      lane.row.remove();
      this.#lanes.delete(worker);
      return;
    }
    lane.status = status === 'ready' ? 'idle' : 'starting';
    if (lane.end !== undefined) lane.end.disabled = status !== 'ready';
    lane.running = undefined;
    this.#name(worker, lane);
  }

  show(marks: readonly LeaseMark[], now: number, running: boolean): void {
    this.#now = now;
    this.#received = performance.now();
    this.#running = running;
    for (const mark of marks) {
      const lane = this.#lanes.get(mark.worker);
      if (lane === undefined) continue;
      lane.strip.show(mark);
      this.#end = Math.max(this.#end, mark.to ?? 0);
      if (mark.to === undefined) lane.running = mark;
      else if (lane.running?.id === mark.id) lane.running = undefined;
    }
    for (const [worker, lane] of this.#lanes) this.#name(worker, lane);
    if (!running) this.#place(this.#end);
  }

  /** Moves the strips on to this moment, while something runs. */
  #tick(): void {
    if (!this.#running || ![...this.#lanes.values()].some(({ running }) => running)) return;
    this.#place(this.#now + performance.now() - this.#received);
  }

  #place(now: number): void {
    const span = Math.max(SHORTEST, now * 1.02);
    for (const { strip } of this.#lanes.values()) strip.place(span, now);
  }

  #lane(worker: number): Lane {
    const known = this.#lanes.get(worker);
    if (known !== undefined) return known;
    const row = html('li');
    const state = html('span', '', 'doing');
    const strip = new Strip();
    const head = html('div', '', 'head');
    head.append(html('strong', worker === 0 ? 'Engine' : `Worker ${String(worker)}`), state);
    let end: HTMLButtonElement | undefined;
    if (worker > 0) {
      end = html('button', 'End');
      end.type = 'button';
      end.setAttribute('aria-label', `End worker ${String(worker)}`);
      end.addEventListener('click', () => {
        this.#onEnd(worker);
      });
      head.append(end);
    }
    row.append(head, strip.picture);
    const lane: Lane = { row, state, strip, end, running: undefined, status: 'idle' };
    this.#lanes.set(worker, lane);
    this.#rows.append(row);
    this.#name(worker, lane);
    return lane;
  }

  #name(worker: number, { state, running, status, row }: Lane): void {
    row.classList.toggle('busy', running !== undefined);
    if (running === undefined) {
      const alone = this.#lanes.size === 1;
      write(state, worker === 0 && !alone ? 'schedules; the workers step' : status);
      return;
    }
    const asked = running.bits === undefined ? 'a first look' : counted(running.bits, 'bit');
    const again = running.attempt > 0 ? `, attempt ${String(running.attempt + 1)}` : '';
    write(state, `lease ${String(running.id)}: ${running.name}, ${asked}${again}`);
  }
}
