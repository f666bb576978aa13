import type { BullWorker } from '../../bullmq/index.js';
import { exitCode } from '../exit.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { UsageError } from '../usage.js';
import { printable } from '../writing/printable.js';
import { fleetOptions, loadBullmq, refuse } from './fleet-access.js';

/** `pincer worker`: runs steps for the clients of a queue until it is interrupted or terminated, and drains then. */
export async function workerCommand(settings: Settings, io: Io): Promise<number> {
  if (settings.operands.length > 0) throw new UsageError('worker takes no operand');
  const { BullWorker } = await loadBullmq();
  const { seats, isolation, modules, quiet } = settings;
  const say = (message: string): void => {
    if (!quiet) io.stderr.write(printable(`pincer: ${message}\n`));
  };
  let worker: BullWorker;
  try {
    worker = new BullWorker({
      ...fleetOptions(settings, io),
      ...{ isolation, modules, onWarning: say },
      ...(seats === undefined || seats === 'auto' ? {} : { seats }),
    });
    // What runs in threads would find it there.
    Reflect.deleteProperty(io.env, 'PINCER_REDIS_URL');
    await worker.start();
  } catch (error) {
    refuse(error);
  }
  say(`worker ${worker.name} takes leases of the queue ${settings.queue ?? 'default'}`);
  const asked = new Promise<undefined>((resolve) => {
    const ask = (): void => {
      resolve(undefined);
    };
    if (io.signal.aborted) ask();
    io.signal.addEventListener('abort', ask);
    io.terminated?.(ask);
  });
  const dismissal = await Promise.race([asked, worker.closed]);
  // It has said why.
  if (dismissal !== undefined) return exitCode.mathematical;
  say(`draining: ${String(worker.stats().running)} leases run`);
  await worker.close();
  say(`${String(worker.stats().answered)} leases were answered`);
  return exitCode.met;
}
