import { setTimeout } from 'node:timers/promises';
import type { FleetOverview } from '../../bullmq/index.js';
import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { UsageError } from '../usage.js';
import { printable } from '../writing/printable.js';
import { fleetOptions, loadBullmq, refuse } from './fleet-access.js';

/** How often the figures are read on a terminal, in milliseconds. */
const EVERY = 1000;
/** Figures that are read once are read over this time, to tell the live from the dead and how fast they are. */
const ONCE = 1500;

/** `pincer fleet`: the workers, seats and leases of a queue; on a terminal again and again until it is interrupted. */
export async function fleetCommand(settings: Settings, io: Io): Promise<number> {
  if (settings.operands.length > 0) throw new UsageError('fleet takes no operand');
  const { FleetWatch } = await loadBullmq();
  try {
    const watch = new FleetWatch(fleetOptions(settings, io));
    try {
      await watch.read();
      const isLive = io.stdout.isTTY === true && !settings.json;
      do {
        await pause(isLive ? EVERY : ONCE, io.signal);
        const overview = await watch.read();
        if (isLive) io.stdout.write('\u001B[H\u001B[2J');
        await writeLine(io.stdout, settings.json ? JSON.stringify(overview) : textOf(overview));
      } while (isLive && !io.signal.aborted);
    } finally {
      await watch.close();
    }
  } catch (error) {
    refuse(error);
  }
  return exitCode.met;
}

function textOf(overview: FleetOverview): string {
  const { workers, seats, busy, waiting, running, clients, leasesPerSecond, trouble } = overview;
  const lines = [
    `${String(workers.length)} workers, ${String(busy)} of ${String(seats)} seats busy, ${String(clients)} clients`,
    `${String(waiting)} leases wait, ${String(running)} run, ${leasesPerSecond.toFixed(1)} are answered per second`,
    ...workers.map(
      ({ name, host, seats: all, busy: taken, answered }) =>
        `  ${name.slice(0, 8)}  ${host}  ${String(taken)}/${String(all)} busy, ${String(answered)} answered`,
    ),
    ...(trouble === undefined ? [] : [trouble]),
  ];
  // What a worker says of itself is shown to people.
  return printable(lines.join('\n'));
}

/** An interruption ends it sooner. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
