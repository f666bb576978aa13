import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const main = fileURLToPath(new URL('../../../node/cli/main.js', import.meta.url));

/** Only the one of util-linux takes a command and a file like this; Debian has it always. */
const { output: version } = spawnSync('script', ['--version'], { encoding: 'utf8' });
const onTerminal = String(version).includes('util-linux') ? test : test.skip;

/** What a terminal shows, without the sequences that move its cursor. */
const plain = (text: string): string =>
  text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replace(/\r/g, '');

/** A conversation in a pseudo-terminal. */
class Conversation {
  readonly #child;
  #seen = '';
  #wake: () => void = () => undefined;

  constructor(env: Record<string, string>, ...flags: string[]) {
    const command = [process.execPath, main, '--workers', '0', ...flags].join(' ');
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
      timeout: 60_000,
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#seen += text;
      this.#wake();
    });
    this.#child.on('close', () => {
      this.#wake();
    });
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Waits until the terminal shows this, and takes all up to there away. */
  async shows(wanted: RegExp): Promise<string> {
    for (;;) {
      const text = plain(this.#seen);
      const match = wanted.exec(text);
      if (match !== null) {
        this.#seen = text.slice(match.index + match[0].length);
        return text.slice(0, match.index) + match[0];
      }
      if (this.#child.exitCode !== null)
        throw new Error(`ended without ${String(wanted)}: ${text}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async ended(): Promise<unknown> {
    const [code] = (await once(this.#child, 'close')) as unknown[];
    return code;
  }
}

describe('the calculator on a terminal', () => {
  onTerminal(
    'completes names, numbers its answers, keeps the best bounds after Ctrl-C, and remembers its lines',
    async () => {
      const state = await mkdtemp(join(tmpdir(), 'pincer-state-'));
      try {
        const first = new Conversation({ XDG_STATE_HOME: state });
        await first.shows(/:quit to leave\n> /);
        first.type('sq');
        await first.shows(/sq/);
        first.type('\t');
        await first.shows(/rt\(/);
        first.type('2)\r');
        await first.shows(/out1 = 1\.4142135623730950488\d+\n> /);
        first.type('1/0\r');
        await first.shows(/DivisionByZeroError.*\n {2}1\/0\n {3}\^\n> /);
        first.type(':digits 100000000\r');
        await first.shows(/> /);
        first.type('exp(sin(out1))\r');
        await first.shows(/\[2\.68522, 2\.68523\] {2}[\d,]{5,} of 100,000,000 digits/);
        first.type('\u0003');
        await first.shows(/out2 = \[2\.685228820165\d+…\([\d,]+ digits\)…\d+, [^\]]*\]\n/);
        await first.shows(/partial: interrupted.*\n> /);
        // The second line is begun with the answer to the first. It would take minutes, in one stretch.
        first.type('2/0\r(10^6+1)^(10^8)\r');
        await first.shows(/DivisionByZeroError/);
        first.type('\u0003');
        await first.shows(/out3 = \[2\.68798/);
        await first.shows(/partial: interrupted.*\n> /);
        first.type('1 +');
        await first.shows(/1 \+/);
        first.type('\u0003');
        await first.shows(/> /);
        first.type(':digits 30\r');
        await first.shows(/> /);
        first.type('out2+exp(1/7)\r');
        await first.shows(/out4 = 3\.83879381506044303529217646077\n> /);
        first.type('\u0004');
        expect(await first.ended()).toBe(0);

        const file = join(state, 'pincer', 'history');
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        expect(await readFile(file, 'utf8')).toBe(
          'sqrt(2)\n1/0\n:digits 100000000\nexp(sin(out1))\n2/0\n(10^6+1)^(10^8)\n:digits 30\nout2+exp(1/7)\n',
        );

        const second = new Conversation({ XDG_STATE_HOME: state }, '--digits', '5', '--no-history');
        await second.shows(/> /);
        second.type(':quit\r');
        expect(await second.ended()).toBe(0);
        expect(await readFile(file, 'utf8')).not.toContain(':quit');

        const third = new Conversation({ XDG_STATE_HOME: state });
        await third.shows(/> /);
        // The arrow up, twice.
        third.type('\u001b[A\u001b[A');
        await third.shows(/:digits 30/);
        third.type('\r');
        await third.shows(/> /);
        third.type(':quit\r');
        expect(await third.ended()).toBe(0);
      } finally {
        await rm(state, { recursive: true });
      }
    },
  );

  onTerminal('says once that it cannot keep a history, and goes on', async () => {
    const talk = new Conversation({ XDG_STATE_HOME: '/dev/null' });
    await talk.shows(/no history is kept: .*\n> /);
    talk.type('1\r');
    const shown = await talk.shows(/out1 = 1\.0+\n> /);
    expect(shown).not.toContain('history');
    talk.type(':quit\r');
    expect(await talk.ended()).toBe(0);
  });
});
