/** What a client of a fleet is made of: what it sends, what comes for it, and how it looks after its leases. */
import { randomBytes } from 'node:crypto';
import { FleetError } from '../../remote/errors.js';
import type { Seal } from '../../remote/seal.js';
import type { FleetState } from '../fleet-view.js';
import type { Names } from '../names.js';
import { within } from '../redis/patience.js';
import { Audit } from './audit.js';
import { Availability } from './availability.js';
import { ClientLink } from './client-link.js';
import { Dispatch } from './dispatch.js';
import { Fallback } from './fallback.js';
import { Flights } from './flights.js';
import { Intake } from './intake.js';
import { Opening } from './opening.js';
import { Supervision } from './supervision.js';
import { Warnings } from './warnings.js';

/** How many leases are told to stop at once where their context ends. */
const MOST_WITHDRAWN = 1000;

/** The options of a client, checked. */
export interface ClientSettings {
  readonly name: string;
  readonly connection: string | object;
  readonly names: Names;
  readonly seal: Seal;
  readonly checkMilliseconds: number;
  /** The most leases at once. */
  readonly most: number;
  readonly leasesPerSeat: number;
  readonly auditEvery: number;
  readonly hasFallback: boolean;
  readonly onWarning: ((message: string) => void) | undefined;
}

export class FleetClient {
  readonly audit: Audit;
  readonly flights: Flights;
  readonly availability: Availability;
  readonly dispatch: Dispatch;
  readonly #settings: ClientSettings;
  readonly #capacityChanged: () => void;
  readonly #client = randomBytes(16).toString('hex');
  readonly #fallback: Fallback | undefined;
  readonly #opening: Opening;
  readonly #intake: Intake;
  readonly #supervision: Supervision;
  readonly #warnings: Warnings;
  #endReason: string | undefined;

  /** @param capacityChanged - called where the capacity may have grown. */
  constructor(settings: ClientSettings, capacityChanged: () => void) {
    const { name, names, seal, checkMilliseconds, most, leasesPerSeat, hasFallback } = settings;
    this.#settings = settings;
    this.#capacityChanged = capacityChanged;
    this.audit = new Audit(settings.auditEvery);
    this.flights = new Flights(name);
    this.#opening = new Opening(() => this.#open(), capacityChanged);
    if (hasFallback) this.#fallback = new Fallback(name);
    const link = (): ClientLink | undefined => this.#opening.link;
    const warnings = new Warnings(name, settings.onWarning);
    this.#warnings = warnings;
    const address = { queue: names.queue, client: this.#client };
    const parts = { flights: this.flights, warnings, audit: this.audit };
    this.availability = new Availability({
      ...{ link, audit: this.audit, hasFallback, most, leasesPerSeat },
    });
    this.#intake = new Intake({
      ...{ ...parts, address, seal },
      dismiss: (worker) => link()?.dismiss(worker) ?? Promise.resolve(),
    });
    this.#supervision = new Supervision({
      ...{ ...parts, fallback: this.#fallback, checkMilliseconds, capacityChanged },
      link: () => (this.endReason === undefined ? link() : undefined),
      outage: () => this.availability.outage,
      seats: () => this.availability.seats,
    });
    this.dispatch = new Dispatch({
      ...{ ...parts, name, address, seal, fallback: this.#fallback },
      ...{ opening: this.#opening, availability: this.availability },
      supervision: this.#supervision,
    });
  }

  /** How many messages were refused. */
  get refused(): number {
    return this.#intake.refused;
  }

  /** Why it has ended; undefined where it has not. */
  get endReason(): string | undefined {
    return this.#endReason;
  }

  /** The name of the job of a lease. */
  job(number: number): string {
    return this.#settings.names.job(this.#client, number);
  }

  /**
   * Connects, and resolves with what is live in the fleet.
   * @throws FleetError which says what is wrong and what to do.
   */
  async ready(): Promise<FleetState> {
    const link = await this.#opening.opened();
    const view = await link.readView();
    if (view.trouble !== undefined) throw view.trouble;
    return view.state;
  }

  /** Its leases are lost, their jobs are taken back or stopped, and its connections end. */
  async end(reason: string): Promise<void> {
    this.#endReason = reason;
    const open = this.flights.all;
    for (const flight of open) this.flights.lose(flight, reason);
    this.#capacityChanged();
    await this.#fallback?.end();
    const link = await this.#opening.settled();
    if (link === undefined) return;
    await within(1000, async () => {
      await this.#supervision.current;
      for (const flight of open.slice(0, MOST_WITHDRAWN)) await link.withdraw(flight, 0);
    });
    await link.close();
  }

  async #open(): Promise<ClientLink> {
    const { name, connection, names, seal, checkMilliseconds } = this.#settings;
    if (this.#endReason !== undefined) throw new FleetError('unreachable', `${name} has ended`);
    return ClientLink.open({
      ...{ connection, names, seal, client: this.#client, checkMilliseconds },
      take: (entry) => {
        this.#intake.take(entry);
      },
      refused: ({ message }) => {
        this.#warnings.say('replies', `answers of workers cannot be read (${message})`);
      },
      look: () => {
        this.#supervision.look();
      },
      stalled: () => {
        this.#supervision.lookAgain();
      },
    });
  }
}
