/**
 * Looks after the leases of a client, at each interval and where a job was found to stall; one look at a time.
 *
 * Laws
 * 1. Leases that nothing was heard of are judged by the state of their jobs, which is asked for before the list of
 *    answers is emptied: a job that stalled or failed is a death; one that is gone, or complete, without an answer is
 *    lost without blame.
 * 2. Commands wait for a Redis that is gone, so leases do not wait for their commands: they are given up ahead of the
 *    look. Their jobs are taken back once Redis returns.
 */
import type { FleetError } from '../../remote/errors.js';
import { fleetError } from '../redis/connection.js';
import type { ClientLink } from './client-link.js';
import type { Fallback } from './fallback.js';
import type { Flight, Flights } from './flights.js';
import type { Fate } from './jobs.js';
import type { Warnings } from './warnings.js';

/** What a supervision knows of its client. */
export interface Supervised {
  readonly flights: Flights;
  readonly fallback: Fallback | undefined;
  readonly warnings: Warnings;
  readonly checkMilliseconds: number;
  /** Undefined before it is connected, and once it has ended. */
  readonly link: () => ClientLink | undefined;
  readonly outage: () => FleetError | undefined;
  readonly seats: () => number;
  /** Called where it may have grown. */
  readonly capacityChanged: () => void;
}

export class Supervision {
  readonly #client: Supervised;
  #looking: Promise<void> | undefined;
  #looksAgain = false;
  #hadSeats = false;

  constructor(client: Supervised) {
    this.#client = client;
  }

  /** The look that is under way. */
  get current(): Promise<void> | undefined {
    return this.#looking;
  }

  look(): void {
    this.#heedOutage();
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.#client.warnings.say('look', fleetError(error).message);
      })
      .finally(() => {
        this.#looking = undefined;
        if (!this.#looksAgain) return;
        this.#looksAgain = false;
        this.look();
      });
  }

  /** Looks, and once more where a look is under way: that may have asked before. */
  lookAgain(): void {
    if (this.#looking === undefined) this.look();
    else this.#looksAgain = true;
  }

  /** Takes the job of a lease back that is to stop, or has its worker stop it. */
  async withdraw(link: ClientLink, flight: Flight): Promise<void> {
    const { flights, warnings } = this.#client;
    try {
      if (await link.withdraw(flight, flight.stopFrom)) flights.settle(flight, { kind: 'stopped' });
    } catch (error) {
      // The lease is judged at the next interval.
      warnings.say('stop', `a lease could not be stopped (${fleetError(error).message})`);
    }
  }

  #heedOutage(): void {
    const { flights, fallback } = this.#client;
    const link = this.#client.link();
    const outage = this.#client.outage();
    if (link === undefined || outage === undefined) return;
    for (const flight of flights.all) {
      if (fallback?.holds(flight) === true) continue;
      if (fallback === undefined) flights.fail(flight, outage);
      else flights.lose(flight, outage.message);
      if (flight.digest !== undefined) link.withdraw(flight, 0).catch(() => undefined);
    }
  }

  /** Says that the last worker has gone while leases are on their way. */
  #heedLoss(): void {
    const { flights, fallback, warnings, seats } = this.#client;
    if (seats() === 0 && this.#hadSeats && flights.size > 0) {
      this.#hadSeats = false;
      const next = fallback === undefined ? 'steps wait for one' : 'steps run in this process';
      warnings.say('workers', `no worker is live any more: ${next}; start one with pincer worker`);
    }
  }

  async #look(): Promise<void> {
    const { flights, warnings, checkMilliseconds } = this.#client;
    const link = this.#client.link();
    if (link === undefined) return;
    // Those that were live when it was connected, or at the look before.
    this.#hadSeats ||= this.#client.seats() > 0;
    await link.view.read();
    const { strangers } = link.view;
    this.#client.capacityChanged();
    if (strangers !== undefined) warnings.say(strangers.fault, strangers.message);
    this.#heedLoss();
    // A stop that was published while its worker had no connection was not heard.
    for (const flight of flights.all)
      if (flight.stopFrom < Infinity && flight.digest !== undefined)
        await this.withdraw(link, flight);
    const now = performance.now();
    const silent = flights.all.filter(
      ({ digest, heardAt }) => digest !== undefined && now - heardAt >= checkMilliseconds,
    );
    if (silent.length === 0) return;
    const fates = await link.fatesOf(silent);
    for (const [i, flight] of silent.entries()) await this.#judge(link, flight, fates[i]!);
  }

  async #judge(link: ClientLink, flight: Flight, fate: Fate): Promise<void> {
    const { flights, fallback, seats } = this.#client;
    if (flights.get(flight.number) === undefined) return;
    const isLeft = fallback !== undefined && seats() === 0;
    if (fate === 'open' && !isLeft) return;
    if (fate === 'dead') flights.blame(flight, 'its worker died, or its job stalled');
    else flights.lose(flight, `its job is ${fate}, without an answer`);
    // A worker may still run it, or somebody may find its job.
    await link.withdraw(flight, 0);
  }
}
