import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const main = fileURLToPath(new URL('../../node/cli/main.js', import.meta.url));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function start(...argv: string[]): Child {
  return spawn(process.execPath, [main, ...argv], { stdio: 'pipe' });
}

async function finish(child: Child): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

describe('the process', () => {
  test('prints proven digits, the same with any number of workers', async () => {
    for (const workers of ['0', '2', 'auto'])
      expect(
        await finish(start('eval', 'sqrt(2)+pi', '--digits', '30', '--workers', workers)),
      ).toEqual({ code: 0, out: '4.55580621596288828726433210749\n', err: '' });
  });

  test('reports once each, on standard error, that its own thread and its workers do not start', async () => {
    // This flag of node denies threads to the program.
    const { allowedNodeEnvironmentFlags: known } = process;
    const deny = known.has('--permission') ? '--permission' : '--experimental-permission';
    const node = ['--no-warnings', deny, '--allow-fs-read=*', main];
    const argv = ['eval', 'exp(sin(sqrt(2)))+exp(3)', '--digits', '9000'];
    const denied = (...flags: string[]): Promise<{ out: string; err: string }> =>
      finish(spawn(process.execPath, [...node, ...argv, ...flags], { stdio: 'pipe' }));
    const { out, err } = await denied('--workers', '2');
    expect(out).toMatch(/^\d+\.\d{8990,}\n$/);
    const own =
      'pincer: no thread starts, so the command hears Ctrl-C only .*Access to this API.*\\n';
    const workers = 'pincer: contexts of kind thread do not start.*Access to this API.*\\n';
    expect(err).toMatch(new RegExp(`^${own}${workers}$`));
    expect((await denied('--workers', '0')).err).toMatch(new RegExp(`^${own}$`));
    expect(await denied('--workers', '2', '--quiet')).toMatchObject({ out, err: '' });
  });

  test('computes in the workers that it is given, and in none where there are to be none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pincer-workers-'));
    try {
      const counted = async (workers: string): Promise<{ out: string; answers: number }> => {
        const file = join(folder, workers);
        await writeFile(file, '');
        // Runs before the program, in each of its threads: notes the answers of workers.
        const counting = `
          import { appendFileSync } from 'node:fs';
          import process from 'node:process';
          const threads = process.getBuiltinModule('node:worker_threads');
          threads.Worker = class extends threads.Worker {
            emit(type, data) {
              if (type === 'message' && data?.type === 'pincer-settled')
                appendFileSync(${JSON.stringify(file)}, '.');
              return super.emit(type, data);
            }
          };`;
        const node = ['--import', `data:text/javascript,${encodeURIComponent(counting)}`, main];
        const flags = ['--digits', '9000', '--quiet', '--workers', workers];
        const argv = ['eval', 'exp(sin(sqrt(2)))+cos(sqrt(3))', ...flags];
        const { out } = await finish(
          spawn(process.execPath, [...node, ...argv], { stdio: 'pipe' }),
        );
        return { out, answers: (await stat(file)).size };
      };
      const [none, two] = [await counted('0'), await counted('2')];
      expect(none.answers).toBe(0);
      expect(two.answers).toBeGreaterThan(1);
      expect(two.out).toBe(none.out);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('evaluates a file in parallel, to the same answer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pincer-'));
    try {
      const statements = join(folder, 'statements.txt');
      await writeFile(statements, 'a = exp(sin(sqrt(2) + pi))\nb = cbrt(a + 1)\na*b - exp(b)\n');
      const flags = ['--digits', '3000', '--quiet'];
      const alone = await finish(start('eval', '--file', statements, '--workers', '0', ...flags));
      expect(alone.code).toBe(0);
      expect(alone.out).toHaveLength(3003);
      const parallel = ['--parallel', '--workers', '2', ...flags];
      expect(await finish(start('eval', '--file', statements, ...parallel))).toEqual(alone);
      expect(await finish(start('eval', ...parallel, `@${statements}`))).toEqual(alone);
      const lines = join(folder, 'lines.jsonl');
      await writeFile(lines, '{"expr":"sqrt(2)"}\n{"expr":"exp(pi)"}\n{"compare":["pi","3"]}\n');
      const { code, out } = await finish(start('batch', '--parallel', '--workers', '2', lines));
      expect(code).toBe(0);
      expect(out.trimEnd().split('\n')).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('checks a text without evaluating it: one that would take days, and one with a mistake', async () => {
    const days = 'x = exp(exp(10)) ^ 10^8; ln(x) * exp(10^9)';
    expect(await finish(start('check', days))).toEqual({ code: 0, out: 'ok\n', err: '' });
    const { code, out, err } = await finish(start('check', `${days} + sqrt(2`));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('expected ) to close sqrt(');
  });

  test('with --parallel checks files at once: one that is slow to come holds up no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pincer-pipes-'));
    try {
      const [slow, quick] = ['slow', 'quick'].map((name) => join(folder, name)) as [string, string];
      // Whoever reads or writes a named pipe waits for the other side.
      expect(spawnSync('mkfifo', [slow, quick]).status).toBe(0);
      const argv = [main, 'check', '--parallel', '--workers', '2', `@${slow}`, `@${quick}`];
      const child = spawn(process.execPath, argv, { stdio: 'pipe', timeout: 20_000 });
      const ended = finish(child);
      await Promise.race([writeFile(quick, 'sqrt(2)'), ended]);
      await Promise.race([writeFile(slow, 'sqrt(3)'), ended]);
      expect(await ended).toEqual({ code: 0, out: `${slow}: ok\n${quick}: ok\n`, err: '' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('out of time it has told its progress, and ends with 3 and the best bounds', async () => {
    const flags = ['--digits', '10000000', '--timeout', '1500ms', '--progress'];
    const { code, out, err } = await finish(start('eval', 'exp(sin(sqrt(2)+pi))*pi', ...flags));
    expect(code).toBe(3);
    expect(out).toMatch(/^\[\S+, \S+\]\n$/);
    expect(err).toMatch(/^\d+ of 10,000,000 digits\n/);
    expect(err).toContain('the time is up');
  });

  test('ends with the code of its answer', async () => {
    expect((await finish(start('eval', '1/0'))).code).toBe(1);
    expect((await finish(start('eval', 'sin('))).code).toBe(2);
    expect((await finish(start('frobnicate'))).code).toBe(2);
    expect(await finish(start('compare', '22/7', 'pi'))).toEqual({ code: 0, out: '>\n', err: '' });
    expect((await finish(start('check', 'sqrt(1,2)'))).code).toBe(2);
  });

  test('answers lines from standard input as they come', async () => {
    const child = start('batch', '--workers', '0');
    child.stdin.write('{"id":"first","expr":"sqrt(2)","digits":5}\n');
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(JSON.parse(line)).toMatchObject({ id: 'first', digits: '1.4142' });
    child.stdin.end('{"id":"second","expr":"1/2","digits":5}\n');
    const { code, out } = await finish(child);
    expect(JSON.parse(out)).toMatchObject({ id: 'second', rational: '1/2' });
    expect(code).toBe(0);
  });

  test('interrupted it prints the best bounds and ends with 130', async () => {
    const child = start('batch', '--workers', '0');
    child.stdin.write('{"id":1,"expr":"pi","digits":5}\n');
    await once(child.stdout, 'data');
    child.stdin.write('{"id":2,"expr":"exp(sin(pi+1))","digits":3000000}\n{"id":3,"expr":"1"}\n');
    child.kill('SIGINT');
    const { code, out } = await finish(child);
    expect(code).toBe(130);
    for (const answer of out.trimEnd().split('\n').filter(Boolean))
      expect(JSON.parse(answer)).toHaveProperty('lower');
  });

  test('interrupted in an exact power of minutes, without workers, it prints the best bounds of that line', async () => {
    const child = start('batch', '--workers', '0');
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // The lines come together, and the short one is answered while the long one is begun.
      if (out === '') child.kill('SIGINT');
      out += text;
    });
    child.stdin.write(
      '{"id":1,"expr":"e","digits":5}\n{"id":2,"expr":"(10^6+1)^(10^8)","digits":100000000}\n',
    );
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toMatchObject({
      ...{ id: 2, status: 'partial', reason: 'aborted' },
      ...{ lower: expect.stringMatching(/^2\.68798/), upper: expect.stringMatching(/^2\.68798/) },
    });
  });

  test('leaves standard input to the next program where it reads none', async () => {
    const shell = `"$0" "$1" eval "sqrt(2)" --digits 3; cat`;
    const child = spawn('sh', ['-c', shell, process.execPath, main], { stdio: 'pipe' });
    child.stdin.end('the next line\n');
    expect(await finish(child)).toEqual({ code: 0, out: '1.41\nthe next line\n', err: '' });
  });

  test.each(['0', 'auto'])(
    'interrupted in a step of hours, with %s workers, it prints the best bounds and ends with 130',
    async (workers) => {
      const flags = ['--digits', '100000000', '--workers', workers, '--progress'];
      const child = start('eval', 'exp(sin(sqrt(2)))', ...flags);
      let err = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
        // Rungs are behind it: what it computes now takes longer than the one before.
        if (/^[\d,]{5,} of/m.test(err)) child.kill('SIGINT');
      });
      const { code, out } = await finish(child);
      expect(code).toBe(130);
      expect(out).toMatch(/^\[2\.6852288\d+, 2\.6852288\d+\]\n$/);
    },
  );

  test('ends quietly when nobody reads its output any more', async () => {
    const child = start('batch', '--workers', '0');
    child.stdout.destroy();
    child.stdin.on('error', () => undefined);
    child.stdin.write('{"expr":"1"}\n'.repeat(1000));
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    await once(child, 'close');
    expect(err).toBe('');
    expect(child.exitCode).toBe(0);
  });
});
