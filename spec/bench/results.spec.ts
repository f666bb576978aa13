import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { agree, mustAgree } from '#bench/harness/digits.js';
import { resultsPage } from '#bench/harness/results.js';
import { parsePeer } from '#bench/kernels/peers.js';
import { projectFolder } from '#spec/support/child.js';

const rows = [
  { bench: 'b', case: 'c', metric: 'm', value: 1.5, bar: 1.2 },
  { bench: 'b', case: 'c', metric: 'n', value: 7, bar: 5, sense: '>=' as const },
  { bench: 'd', case: '|x|', metric: 'o', value: null, unmeasured: 'absent' },
];

describe('the page of results', () => {
  it('has a table per bench, with what met its bar', async () => {
    const page = await format(resultsPage(rows, ['Peer 1.0']), { parser: 'markdown' });
    const cells = (line: string): string[] =>
      line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim());
    const lines = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map(cells);
    expect(lines).toContainEqual(['c', 'm', '1.5000', '≤ 1.2000', 'no']);
    expect(lines).toContainEqual(['c', 'n', '7', '≥ 5', 'yes']);
    expect(lines).toContainEqual(['\\|x\\|', 'o', 'unmeasured', '', 'absent']);
    expect(page.match(/^## .*$/gm)).toEqual(['## `b`', '## `d`']);
  });

  it('keeps the sections of other benches, and replaces its own', async () => {
    const before = resultsPage(
      [
        { bench: 'a', case: 'c', metric: 'm', value: 3 },
        { bench: 'b', case: 'c', metric: 'm', value: 4 },
      ],
      ['Peer 0.9'],
    );
    const page = await format(resultsPage(rows, ['Peer 1.0'], before), { parser: 'markdown' });
    expect(page.match(/^## .*$/gm)).toEqual(['## `a`', '## `b`', '## `d`']);
    expect(page.match(/Peer [\d.]+\.$/gm)).toEqual(['Peer 0.9.', 'Peer 1.0.', 'Peer 1.0.']);
    expect(resultsPage([], [], page)).toContain('| c    | m      | 3     |     |     |');
    expect(page).not.toContain('| 4 ');
  });

  it('names the date, the machine and the peers, and no path', () => {
    const page = resultsPage(rows, ['Peer 1.0']);
    expect(page).toMatch(/^\d{4}-\d\d-\d\d; .*, \d+ cores?; node v[\d.]+; Peer 1\.0\.$/m);
    expect(page).not.toContain(projectFolder);
  });
});

describe('the digits of two systems', () => {
  it('agree but for the last two', () => {
    expect(agree('3.14159265', '3.14159299', 9)).toBe(true);
    expect(agree('3.1415', '3.1416', 9)).toBe(false);
    expect(agree('2.6253741e+17', '262537410000000000', 8)).toBe(true);
    expect(agree('-1.5', '1.5', 3)).toBe(false);
    expect([agree('0', '0', 5), agree('1e-9', '0', 5)]).toEqual([true, false]);
  });

  it('are named where they do not', () => {
    expect(() => {
      mustAgree('sqrt(2)', '1.4142', '1.5142', 5);
    }).toThrow('sqrt(2): 1.4142 and 1.5142 do not agree');
  });
});

describe('what a peer prints', () => {
  it('is read by name, the quicker of two that have one name', () => {
    const values = parsePeer('e 12.5 2.718\ne 0.5 2.718\nsqrt(2) 1e3 1.414\n');
    expect([...values]).toEqual([
      ['e', { time: 0.5, text: '2.718' }],
      ['sqrt(2)', { time: 1000, text: '1.414' }],
    ]);
  });

  it('is refused where it is not a time and a value', () => {
    for (const output of ['', 'e 0 2.718', 'e x 2.718', 'e 1.5'])
      expect(() => parsePeer(output)).toThrow('not a line');
  });
});
