import { afterEach, describe, expect, it } from '@jest/globals';
import { open, seal } from '#lib/persistence/envelope.js';
import { SnapshotError } from '#lib/persistence/errors.js';
import { createSession, exp, pi, sin, sqrt } from '#lib/real/index.js';
import type { Session } from '#lib/real/index.js';
import { readSnapshot } from '#lib/real/restoring/snapshot.js';
import type { SessionOptions } from '#lib/session/options.js';

const opened: Session[] = [];

function session(options: SessionOptions = {}): Session {
  const made = createSession(options);
  opened.push(made);
  return made;
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** The session that a snapshot of another becomes. */
async function again(before: Session): Promise<Session> {
  return session({ restore: readSnapshot(await before.snapshot()) });
}

/** A session whose next snapshot holds what is under way at the call: the first one loads what writes them. */
async function saved(): Promise<Session> {
  const made = session();
  await made.snapshot();
  return made;
}

/** The number of a request that is issued in a session. */
function issue(
  where: Session,
  digits: number,
  options: Parameters<typeof pi.refine>[1] = {},
): number {
  let number = -1;
  const onAdmitted = (operation: number): void => void (number = operation);
  void sin(sqrt(digits)).refine({ digits }, { ...options, session: where, onAdmitted });
  return number;
}

describe('requests', () => {
  it('under way are issued again, once, and answered', async () => {
    const before = session();
    const wanted = pi.add(sqrt(2));
    const options = { session: before, priority: 3, timeout: 60_000 };
    const running = wanted.refine({ digits: 5000 }, options);
    const text = await before.snapshot({ wanted });
    await before.close();
    expect((await running).reason).toBe('aborted');
    const snapshot = readSnapshot(text);
    expect(snapshot.goals).toEqual([{ digits: 5000 }]);
    const after = session({ restore: snapshot });
    expect(await after.snapshot()).toContain('"goal":{"digits":5000}');
    const [resumed, ...others] = after.resume();
    expect(others).toEqual([]);
    expect(resumed!.value).toBe(after.get('wanted'));
    expect(after.operations()[0]).toMatchObject({ priority: 3 });
    expect((await resumed!.answer).digits).toBe((await wanted.refine({ digits: 5000 })).digits);
    expect(after.resume()).toEqual([]);
  });

  it('of every goal are issued with the same goal', async () => {
    const before = session();
    const goals = [
      { eps: '1/3' },
      { rel: 0.25 },
      { decimals: 3 },
      { bits: 40 },
      { any: [{ sign: true }, { double: true }] },
      { all: [{ defined: true }, { digits: 9 }] },
    ] as const;
    const running = goals.map((goal) =>
      exp(pi.negate().multiply(5000)).add(1).refine(goal, { session: before, timeout: 1e6 }),
    );
    const after = await again(before);
    const answers = await Promise.all(
      after.resume().map(async ({ answer }) => (await answer).status),
    );
    expect(answers.every((status) => status === 'met')).toBe(true);
    await Promise.all(running);
  });

  it('are ended by a signal', async () => {
    const before = session();
    void sin(exp(pi)).refine({ digits: 20_000 }, { session: before });
    const after = await again(before);
    const [resumed] = after.resume({ signal: AbortSignal.abort() });
    expect((await resumed!.answer).reason).toBe('aborted');
  });

  it('wait again for those that they waited for, and end with them', async () => {
    const before = await saved();
    const first = issue(before, 2001);
    const second = issue(before, 2002, { after: [first] });
    issue(before, 2003, { after: [second, first] });
    const after = await again(before);
    const operations = (): unknown[] =>
      after.operations().map(({ id, after: others }) => [id, others]);
    const resumed = after.resume();
    const [one, two, three] = after.operations().map(({ id }) => id);
    expect(operations()).toEqual([
      [one, []],
      [two, [one]],
      [three, [two, one]],
    ]);
    after.operation(two!).cancel();
    const answers = await Promise.all(resumed.map(({ answer }) => answer));
    expect(answers.map(({ reason }) => reason)).toEqual([null, 'aborted', 'dependency']);
  });

  it('wait no longer for those that have met their goals', async () => {
    const before = await saved();
    const met = issue(before, 20);
    issue(before, 3001, { after: [met] });
    await before.operation(met).ended;
    const after = await again(before);
    const [resumed, ...others] = after.resume();
    expect(others).toEqual([]);
    expect(after.operations()[0]!.after).toEqual([]);
    expect((await resumed!.answer).status).toBe('met');
  });

  it('belong to their parents again, and have their priorities', async () => {
    const before = await saved();
    const parent = issue(before, 2001, { priority: 8 });
    issue(before, 2002, { parent });
    const after = await again(before);
    after.resume();
    const [above, below] = after.operations();
    expect(below).toMatchObject({ parent: above!.id, priority: 8 });
    after.operation(above!.id).raise(9);
    expect(after.operation(below!.id).record!.priority).toBe(9);
  });

  it('keep the priority of a parent that has ended, or that was admitted after them', async () => {
    const before = await saved();
    const [ended, orphan, early] = [
      issue(before, 2001, { priority: 9 }),
      issue(before, 2002),
      issue(before, 2003),
    ];
    before.operation(orphan).reparent(ended);
    before.operation(ended).cancel();
    before.operation(early).reparent(issue(before, 2004, { priority: 7 }));
    const after = await again(before);
    after.resume();
    expect(after.operations().map(({ priority, parent }) => [priority, parent])).toEqual([
      [9, null],
      [7, null],
      [7, null],
    ]);
  });

  it('that were not issued again keep what they depend on, beside later ones', async () => {
    const before = await saved();
    issue(before, 2002, { after: [issue(before, 2001)] });
    const between = await again(before);
    await between.snapshot();
    const third = issue(between, 2003);
    issue(between, 2004, { parent: third, after: [third] });
    const after = await again(between);
    after.resume();
    const [one, , three] = after.operations().map(({ id }) => id);
    expect(after.operations().map(({ parent, after: others }) => [parent, others])).toEqual([
      [null, []],
      [null, [one]],
      [null, []],
      [three, [three]],
    ]);
  });

  it('that depend on a later one, or on none, are refused with their place', async () => {
    const before = await saved();
    issue(before, 2002, { parent: issue(before, 2001), after: [issue(before, 2003)] });
    const content = open(await before.snapshot());
    const place = (from: RegExp, to: string): unknown => {
      try {
        return readSnapshot(seal(content.replace(from, to)));
      } catch (error) {
        return error instanceof SnapshotError ? error.place : error;
      }
    };
    expect(place(/"parent":0/, '"parent":2')).toBe('content.requests[2].parent');
    expect(place(/"after":\[1\]/, '"after":[1,-1]')).toBe('content.requests[2].after[1]');
    expect(place(/"after":\[1\]/, '"after":1')).toBe('content.requests[2].after');
  });
});
