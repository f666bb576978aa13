import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { misses } from '#bench/harness/bench.js';
import type { Row } from '#bench/harness/bench.js';
import { jsonLine, missedLine, table } from '#bench/harness/report.js';
import { median, quantile } from '#bench/harness/statistics.js';
import { projectFolder, run } from '#spec/support/child.js';

const overview = readFileSync(join(projectFolder, 'bench/README.md'), 'utf8');

const METRICS: readonly (readonly [name: string, metrics: readonly string[]])[] = [
  ['oracle', ['median', 'p95', 'p99', 'worst'].map((statistic) => `cost_over_oracle_${statistic}`)],
  ['policies', ['over_best_policy', 'chain_1024_over_optimum', 'equal_over_optimum']],
  ['precision', ['surplus_bits_over_log2n']],
  ['cases', ['cases_right', 'over_bar']],
  ['equality', ['identities_right', 'wrong', 'identity_searches', 'question_ms']],
  ['determinism', ['distinct_trace_hashes']],
  ['observe', ['trace_over_plain', 'idle_observer_over_plain', 'bytes_per_lease']],
  ['resume', ['over_direct_steppers', 'over_direct_leapers']],
  [
    'value',
    [
      'loop_ns',
      'fresh_over_kernel_us',
      'leaf_over_kernel_us',
      'harmonic_1000_us',
      'logistic_1000_ms',
      'over_decimal_js',
      'sign_20_operations_us',
      'asked_again_us',
      'create_session_us',
      'first_100_calls_ms',
      'start_over_node_ms',
      'trace_differences',
    ],
  ],
  [
    'kernels',
    [
      'geomean_over_arb',
      'geomean_over_pari',
      'geomean_over_mpmath_gmpy2',
      'geomean_over_mpfr',
      'text_over_mul_plus_tostring',
      'resume_2n_after_n_over_2n',
    ],
  ],
  [
    'refiners',
    [
      'broken_refiners_caught',
      'user_bisection_over_hand_loop',
      'user_step_us',
      'combinator_over_built_in',
      'resume_over_uninterrupted',
      'snapshot_mb_per_second',
      'bytes_over_state',
      'one_constant_two_workers',
    ],
  ],
  ['seed', ['faster_than_seed']],
  [
    'work',
    [
      'speedup_over_bare_workers',
      'cpu_over_inline',
      'live_contexts_over_workers',
      'leases_per_value',
      'auto_over_best_real',
      'preempt_start_ms',
      'limit_overrun_ms',
      'ladder_over_leap',
      'watch_over_leap',
      'pull_over_push',
      'pull_over_rounds',
      'pull_over_rounds_early_exit',
      'pull_over_equal_split',
      'two_threads_over_one',
      'makespan_over_work_per_thread',
      'functions_per_second',
      'anytime_share',
    ],
  ],
  [
    'overhead',
    [
      'step_over_bare_loop',
      'step_over_tinyqueue',
      'step_over_alien_signals',
      'growth_1e2_to_1e6',
      'thousand_roots_over_one',
      'build_seconds_1e6',
      'bytes_per_node_1e6',
    ],
  ],
];

describe('a bench program', () => {
  // Each in a process of its own, as users run them.
  it.each(METRICS)(
    'run quickly, yields its metrics with their values: %s',
    async (name, metrics) => {
      const argv = ['--expose-gc', 'build/bench/main.js', name, '--quick', '--json', '--seed', '7'];
      const { stdout } = await run('node', argv);
      // One object a line.
      const rows = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Row);
      for (const row of rows) {
        expect(Object.keys(row).slice(0, 4)).toEqual(['bench', 'case', 'metric', 'value']);
        expect(row.bench).toBe(name);
        expect(row.case).not.toBe('');
        expect(overview).toContain(`\`${row.metric}\``);
        // JSON has no NaN: a value that is none would be null without a reason.
        if (row.value === null) expect(row.unmeasured).toBeDefined();
      }
      for (const metric of metrics) {
        expect(rows.map((row) => row.metric)).toContain(metric);
      }
    },
    120_000,
  );

  it('runs one part of a bench that has parts', async () => {
    const argv = ['work', '--part', 'anytime', '--quick', '--json'];
    const { stdout } = await run('node', ['build/bench/main.js', ...argv]);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(['anytime_share']));
  });

  it('says what there is where it is not told which, and where there is no such', async () => {
    for (const parameters of [
      [],
      ['nonesuch'],
      ['resume', '--seed', 'x'],
      ['resume', '--quick', '--results'],
      ['resume', '--part', 'limits'],
      ['work', '--part', 'nonesuch'],
      ['work', 'resume', '--part', 'limits'],
    ]) {
      const { stderr, code } = await run('node', ['build/bench/main.js', ...parameters]);
      expect(code).toBe(2);
      expect(stderr).not.toBe('');
    }
  });
});

describe('a row', () => {
  const row: Row = { bench: 'b', case: 'c', metric: 'm', value: 1.5, bar: 1.2 };

  it('misses its bar on the wrong side only, and not where it was not measured', () => {
    expect(misses(row)).toBe(true);
    expect(misses({ ...row, value: 1.2 })).toBe(false);
    expect(misses({ ...row, sense: '>=' })).toBe(false);
    expect(misses({ ...row, value: NaN })).toBe(true);
    expect(misses({ ...row, value: null, unmeasured: 'no time' })).toBe(false);
  });

  it('is named by its missed line', () => {
    expect(missedLine(row)).toBe('missed: b c m = 1.5, the bar is <= 1.2');
  });

  it('says why it was not measured, on paper and as JSON', () => {
    const unmeasured: Row = {
      bench: 'b',
      case: 'c',
      metric: 'm',
      value: null,
      unmeasured: 'no time',
    };
    expect(JSON.parse(jsonLine(unmeasured))).toEqual({
      bench: 'b',
      case: 'c',
      metric: 'm',
      value: null,
      unmeasured: true,
      reason: 'no time',
    });
    expect(table([unmeasured])).toContain('unmeasured');
    expect(table([unmeasured])).toContain('no time');
  });

  it('keeps an infinite value apart from an unmeasured one', () => {
    expect(jsonLine({ bench: 'b', case: 'c', metric: 'm', value: Infinity })).toContain(
      '"Infinity"',
    );
  });
});

describe('statistics', () => {
  it('take quantiles by the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.2, 0.5, 0.95, 1].map((q) => quantile(values, q))).toEqual([1, 1, 3, 5, 5]);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });
});
