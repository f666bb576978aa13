/**
 * A worker: takes leases of the subject, each of them as one of a group, and runs them in threads, so that its event loop
 * is free to beat. `node worker.js nats://localhost:4222 2` has two seats. SIGTERM drains it.
 */
import { connect } from '@nats-io/transport-node';
import type { Msg } from '@nats-io/transport-node';
import {
  decodeLeaseBytes,
  decodePlainBytes,
  encodeSettlementBytes,
  IsolateContext,
  toErrorData,
} from 'pincer/execution';
import type { Execution, Settlement } from 'pincer/execution';
import { ANSWER, BEAT, LEASES, STOPS } from './context.js';

/** How often it says that a lease goes on, in milliseconds. */
const BEATS = 500;

const [servers = 'nats://localhost:4222', seats = '1'] = process.argv.slice(2);
const connection = await connect({ servers });
// No lease makes a thread load a file: the list of what it may load is empty.
const threads = Array.from(
  { length: Number(seats) },
  (_, i) => new IsolateContext({ name: `seat ${String(i + 1)}`, modules: [] }),
);
await Promise.all(threads.map((thread) => thread.start()));
const free = [...threads];
const running = new Map<string, Execution>();

async function answer({ data, reply }: Msg): Promise<void> {
  const beat = (): void => {
    connection.publish(reply!, Uint8Array.of(BEAT));
  };
  const timer = setInterval(beat, BEATS);
  try {
    const settlement = encodeSettlementBytes(await run(data, reply!));
    connection.publish(reply!, Buffer.concat([Uint8Array.of(ANSWER), settlement]));
  } finally {
    clearInterval(timer);
    running.delete(reply!);
  }
}

async function run(bytes: Uint8Array, reply: string): Promise<Settlement> {
  let thread: IsolateContext | undefined;
  while ((thread = free.pop()) === undefined)
    await Promise.race([...running.values()].map(({ settled }) => settled));
  try {
    // Whoever can publish on the subject sends leases: what is none throws.
    const execution = thread.execute(decodeLeaseBytes(bytes));
    running.set(reply, execution);
    return await execution.settled;
  } catch (error) {
    return { kind: 'failed', error: toErrorData(error) };
  } finally {
    free.push(thread);
  }
}

connection.subscribe(STOPS, {
  callback: (_, { data }) => {
    const [reply, from] = decodePlainBytes(data) as [string, number];
    running.get(reply)?.stop(from);
  },
});
const leases = connection.subscribe(LEASES, { queue: 'workers' });
process.on('SIGTERM', () => void leases.drain());
console.log('ready');
const answers = new Set<Promise<void>>();
for await (const message of leases) {
  const one = answer(message).catch(console.error);
  answers.add(one);
  void one.then(() => answers.delete(one));
}
await Promise.all(answers);
await Promise.all(threads.map((thread) => thread.terminate('it is drained')));
await connection.drain();
