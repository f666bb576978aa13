import { describe, expect, it } from '@jest/globals';
import { createSession, knownWithin, ln, pi, sin, sqrt } from '#lib/index.js';
import { recordTrace, report } from '#lib/observe.js';
import { reportPage } from '#lib/observe/pictures/report-page.js';
import { runOf } from '#lib/observe/pictures/run.js';
import type { Run } from '#lib/observe/pictures/run.js';
import { refined } from '#lib/refiner.js';
import type { Refiner } from '#lib/refiner.js';
import { brokenMarkup } from '#spec/support/markup-rules.js';

/** Its error quotes a path, as those of the file system do. */
const failing: Refiner<null, null> = {
  name: 'failing',
  version: 1,
  initial: () => ({ kind: 'all' }),
  start: () => null,
  step() {
    throw new Error("ENOENT: no such file, open '/home/somebody/secret'");
  },
};

const bodyOf = (page: string): string => {
  const [doctype, rest] = page.split(/\n(.*)/s) as [string, string];
  expect(doctype).toBe('<!doctype html>');
  return rest.replaceAll(/<meta ([^>]*)\/>/g, '<meta $1></meta>');
};

describe('a report', () => {
  it('says what was asked, what came out, how long it took and what limits it, in words, pictures and tables', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    const result = await sin(sqrt(2)).multiply(pi).add(ln(3)).refine({ digits: 500 }, { session });
    const page = await report(trace, { title: 'sin(sqrt(2)) * pi + ln(3)', result });
    expect(brokenMarkup(bodyOf(page))).toEqual([]);
    expect(page).toContain('<h1>How sin(sqrt(2)) * pi + ln(3) was computed</h1>');
    expect(page).toContain(result.digits);
    expect(page).toContain('The goal was: 500 digits. It was met after');
    const { limiting, nodes } = trace.operations[0]!;
    expect(page).toContain(`comes mostly from ${limiting!.node}`);
    // Each picture wide and narrow, and its table.
    expect(page.match(/<svg /g)?.length).toBe(8);
    for (const { node } of nodes) expect(page).toContain(`<td>${node}</td>`);
  });

  it('loads nothing and runs nothing, under a policy that says so', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    await sqrt(2).refine({ digits: 50 }, { session });
    const page = await report(trace);
    expect(page).toContain(
      'content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;',
    );
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|<object| on\w+=| src=| href=|url\(|@import/,
    );
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  });

  it('holds no path and no name of a host', async () => {
    await using session = createSession();
    const trace = recordTrace(session);
    const result = await knownWithin(refined(failing, null), 1, 2)
      .add(pi)
      .refine({ digits: 50 }, { session });
    expect(result.status).toBe('error');
    expect(String(result)).toContain('/home/somebody');
    const page = await report(trace, { result });
    expect(page).toContain('StepFailedError');
    expect(page).not.toContain('/home');

    const run = runOf(trace, 'spec');
    const span = {
      name: 'sin#1',
      refiner: 'sin',
      start: 0,
      end: 1,
      bits: 1,
      outcome: 'committed',
      isOther: false,
    };
    const lanes = [
      'inline',
      'thread 1',
      'db-7.example.org:9000',
      'db-7.example.org:9000 (2)',
      'sources',
    ];
    const elsewhere: Run = {
      ...run,
      lanes: new Map(lanes.map((name, lane) => [lane, name])),
      spans: lanes.map((_, lane) => ({ ...span, lane })),
    };
    const text = reportPage(elsewhere, { title: undefined, result: undefined });
    expect(text).not.toContain('example.org');
    for (const name of ['inline', 'thread 1', 'context 1', 'context 1 (2)', 'sources'])
      expect(text).toContain(`<td>${name}</td>`);
  });

  it('is about an operation that has ended', async () => {
    await using session = createSession();
    await expect(report(recordTrace(session))).rejects.toThrow(
      'report: the trace holds no operation',
    );
  });
});
