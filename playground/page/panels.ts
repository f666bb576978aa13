/**
 * What stands around the value: its graph, the lanes of the workers, what happened, and the schedulers compared. It is
 * loaded once the first digits are on the screen.
 */
import type { Frame, Order, Report } from '../protocol.js';
import { Comparison } from './comparison.js';
import { GraphView } from './graph-view.js';
import { LanesView } from './lanes-view.js';
import { Log } from './log.js';
import { PageWorkers } from './workers.js';

export class Panels {
  readonly comparison = new Comparison();
  readonly workers: PageWorkers;
  readonly #graph = new GraphView();
  readonly #lanes: LanesView;
  readonly #log = new Log();
  /** When the frame that is shown was made. */
  #now = 0;

  constructor(tell: (order: Order, transfer?: Transferable[]) => void) {
    const workers = new PageWorkers({
      tell,
      changed: (worker, status) => {
        this.#lanes.worker(worker, status);
      },
    });
    this.workers = workers;
    this.#lanes = new LanesView((worker) => {
      workers.end(worker);
    });
  }

  begin(text: string): void {
    this.#now = 0;
    this.#lanes.begin();
    this.#log.begin(text);
  }

  graph(report: Extract<Report, { type: 'graph' }>): void {
    this.#graph.begin(report);
  }

  show(frame: Frame): void {
    this.#now = frame.now;
    this.#graph.show(frame.nodes, frame.leases, frame.digits);
    this.#lanes.show(frame.leases, frame.now, frame.state !== 'ended');
    this.#log.show(frame);
  }

  /** Notes something that the page has done. */
  say(text: string): void {
    this.#log.say(this.#now, text);
  }
}
