/** The schedulers beside one another: what each spent on the same value, digits and workers. */
import { POLICIES } from '../question.js';
import type { Frame } from '../protocol.js';
import type { PolicyName } from '../question.js';
import { byId, html, milliseconds } from './dom.js';

interface Spent {
  readonly policy: PolicyName;
  readonly frame: Frame;
  readonly workers: number;
}

export class Comparison {
  readonly #body = byId<HTMLTableElement>('schedulers').tBodies[0]!;
  #spent: Spent[] = [];
  #queue: PolicyName[] = [];

  /** Begins with the first of them. */
  begin(): PolicyName {
    this.#spent = [];
    this.#queue = POLICIES.slice(1);
    this.#body.replaceChildren();
    return POLICIES[0];
  }

  end(): void {
    this.#queue = [];
  }

  /** Takes the last frame of a run in; returns whose turn it is next. */
  take(policy: PolicyName, frame: Frame, workers: number): PolicyName | undefined {
    this.#spent.push({ policy, frame, workers: Math.max(1, workers) });
    const least = Math.min(...this.#spent.filter(isMet).map((one) => one.frame.used.cost));
    this.#body.replaceChildren(...this.#spent.map((one) => rowOf(one, least)));
    return this.#queue.shift();
  }
}

function isMet({ frame }: Spent): boolean {
  return frame.answer?.status === 'met';
}

function rowOf(spent: Spent, least: number): HTMLTableRowElement {
  const { policy, frame, workers } = spent;
  const { leases, cost, elapsed, busy } = frame.used;
  const row = html('tr');
  const name = html('th', policy);
  name.scope = 'row';
  const waste = least > 0 ? `${(100 * (cost / least - 1)).toFixed(0)} %` : '';
  const idle = elapsed > 0 ? Math.max(0, 1 - busy / (elapsed * workers)) : 0;
  const cells = [
    isMet(spent) ? String(leases) : `${String(leases)}, not met`,
    milliseconds(cost),
    waste,
    milliseconds(elapsed),
    `${(100 * idle).toFixed(0)} %`,
  ];
  row.append(name, ...cells.map((text) => html('td', text)));
  return row;
}
