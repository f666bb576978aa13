import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { dyadic } from '#lib/exact/dyadic.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { ALL, contains, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import type { StepControls } from '#lib/execution/host/step-host.js';
import { checkpoint } from '#lib/exact/interruption.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import type { Plain, Refiner, StepResult } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

const unhindered: StepControls = { stopRequested: () => false };
const host = createStepHost(registryOf(halving, ...refinersOf(misbehaving)));

function refinersOf(module: object): object[] {
  return Object.values(module).filter(
    (value: { step?: unknown }) => value.step !== undefined,
  ) as object[];
}

function run(lease: Lease, controls = unhindered): Settlement {
  return host.run(lease, controls);
}

function resultOf(settlement: Settlement): StepResult {
  if (settlement.kind !== 'result') throw new Error(`settled as ${JSON.stringify(settlement)}`);
  return settlement.result;
}

/** Runs one step of a refiner written on the spot. */
function runStep(step: Refiner['step'], changes: Partial<Lease> = {}): Settlement {
  const refiner: Refiner = { name: 'on the spot', version: 1, start: () => 0, step };
  return createStepHost(registryOf(refiner)).run(leaseOf(refiner, null, changes), unhindered);
}

describe('the step host', () => {
  it('runs steps until the demand is met', () => {
    const settlement = run(leaseOf(halving, { bits: 8 }, { quantum: { steps: 100 } }));
    expect(settlement).toMatchObject({ kind: 'result', steps: 3 });
    const result = resultOf(settlement);
    expect(result.state).toEqual({ places: 24 });
    expect(widthLog2(result.bounds)).toBeLessThanOrEqual(-20);
    expect(result).toMatchObject({ cost: 30, bits: 48 });
  });

  it('runs one step for a first look', () => {
    const lease = leaseOf(
      halving,
      { bits: 8 },
      { demand: { width: Infinity }, quantum: { steps: 9 } },
    );
    expect(run(lease)).toMatchObject({ kind: 'result', steps: 1 });
  });

  it('ends as soon as the predicate holds', () => {
    const demand = { width: -1000, predicate: { excludes: { m: 11n, e: -3 } } };
    const settlement = run(leaseOf(halving, { bits: 1 }, { demand, quantum: { steps: 100 } }));
    // At three and at four places the lower end is 11/8 itself.
    expect(settlement).toMatchObject({ kind: 'result', steps: 5 });
  });

  it('never runs more steps than the quantum allows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        (steps, bits) => {
          const settlement = run(leaseOf(halving, { bits }, { quantum: { steps } }));
          expect(settlement.kind === 'result' && settlement.steps <= Math.max(1, steps)).toBe(true);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('ends when the milliseconds are used up, and tells the time it took', () => {
    let time = 0;
    const controls = { stopRequested: () => false, now: () => (time += 2) };
    const quantum = { steps: 100, milliseconds: 5 };
    const settlement = run(leaseOf(halving, { bits: 1 }, { quantum }), controls);
    expect(settlement).toMatchObject({ kind: 'result', steps: 3, elapsed: 6e6 });
  });

  it('answers the same with and without a pause between any two steps', () => {
    let time = 0;
    const lease = leaseOf(halving, { bits: 3 }, { quantum: { steps: 100 } });
    const piecewise = host.begin(lease, { stopRequested: () => false, now: () => (time += 1) });
    let pauses = 0;
    let settlement = piecewise.advance(0);
    for (; settlement === undefined; settlement = piecewise.advance(0)) pauses += 1;
    expect(pauses).toBe(6);
    expect(settlement).toEqual({ ...run(lease), elapsed: 7e6, startedAt: 1e6 });
  });

  it('is stopped before the first step with nothing, and later with what there is', () => {
    const lease = leaseOf(halving, { bits: 1 }, { quantum: { steps: 100 } });
    expect(run(lease, { stopRequested: () => true })).toEqual({ kind: 'stopped' });
    let looks = 0;
    const settlement = run(lease, { stopRequested: () => (looks += 1) > 4 });
    expect(settlement).toMatchObject({ kind: 'stopped', result: { state: { places: 4 } } });
  });

  it('ends inside a step that computes long, and brings nothing of it', () => {
    const exp = builtinRegistry().get('exp@1')!;
    const lease = leaseOf(exp, null, {
      inputs: [fromExactEnds(dyadic(1n, -2), dyadic(1n, -2))],
      demand: { width: -200_000 },
    });
    const functions = createStepHost(registryOf(exp));
    let looks = 0;
    expect(functions.run(lease, { stopRequested: () => (looks += 1) > 10 })).toEqual({
      kind: 'stopped',
    });
    expect(looks).toBe(11);
    // The stop of a step is heeded until its end, and no longer.
    expect(functions.run(lease, unhindered).kind).toBe('result');
    expect(() => {
      checkpoint(Infinity);
    }).not.toThrow();
  });

  it('hands the stop on to the refiner', () => {
    let looks = 0;
    const settlement = run(leaseOf(misbehaving.patient, null), {
      stopRequested: () => (looks += 1) > 5,
    });
    expect(settlement).toMatchObject({ kind: 'stopped', result: { state: 'was stopped' } });
  });

  it('ends when a step brings nothing', () => {
    const settlement = runStep(
      ({ state }) => ({ state: Number(state) + 1, bounds: misbehaving.unit }),
      {
        quantum: { steps: 100 },
      },
    );
    expect(settlement).toMatchObject({ kind: 'result', steps: 2, result: { state: 2 } });
  });

  it.each([
    ['is done', { done: 'exhausted' as const }],
    ['is blocked', { needs: [{ input: 0, width: -3 }] }],
  ])('ends when the refiner %s', (_, answer) => {
    const settlement = runStep(
      ({ state }) => ({ state, bounds: { kind: 'narrow', lo: 0n, width: 1, exp: 0 }, ...answer }),
      { quantum: { steps: 100 } },
    );
    expect(settlement).toMatchObject({ kind: 'result', steps: 1, result: answer });
  });

  it('answers bounds inside those of the lease, even if the refiner widens', () => {
    const bounds: Enclosure = { kind: 'narrow', lo: 3n, width: 1, exp: -2 };
    const settlement = runStep(({ state }) => ({ state, bounds: misbehaving.unit }), { bounds });
    expect(resultOf(settlement).bounds).toEqual(bounds);
  });

  it('reports bounds inside those of the lease', () => {
    const reported: Enclosure[] = [];
    const lease = leaseOf(misbehaving.patient, null, {
      bounds: { kind: 'below', lo: { m: 1n, e: -1 } },
    });
    const settlement = run(lease, {
      stopRequested: () => reported.length > 0,
      report: (bounds) => reported.push(bounds),
    });
    expect(reported).toHaveLength(1);
    for (const bounds of reported) expect(contains(lease.bounds, bounds)).toBe(true);
    expect(settlement.kind).toBe('stopped');
  });

  it('keeps a condition under which earlier steps of the lease hold', () => {
    const settlement = runStep(
      ({ state }) => ({
        state: Number(state) + 1,
        bounds: { kind: 'narrow', lo: 0n, width: 1, exp: -Number(state) },
        conditional: state === 0,
      }),
      { quantum: { steps: 3 } },
    );
    expect(resultOf(settlement).conditional).toBe(true);
  });

  it('fails with the class, the message and the cause of what a step throws', () => {
    expect(run(leaseOf(misbehaving.throwing, null))).toMatchObject({
      kind: 'failed',
      error: {
        name: 'DomainError',
        message: 'throwing: [-2, -1] is outside the domain',
        stack: expect.stringContaining('misbehaving'),
        cause: { name: 'UnheardOfError', message: 'the cause', fields: { depth: 3n } },
      },
    });
  });

  it('fails with both enclosures when they do not meet', () => {
    const bounds: Enclosure = { kind: 'above', hi: { m: 0n, e: 0 } };
    expect(run(leaseOf(misbehaving.contradicting, null, { bounds }))).toMatchObject({
      kind: 'failed',
      error: {
        name: 'ContradictionError',
        message: expect.stringContaining('contradicting@1'),
        fields: { previous: bounds, found: { kind: 'narrow', lo: 2n } },
      },
    });
  });

  it.each([
    ['a promise', misbehaving.promising, 'a step answers with a record'],
    ['nothing', misbehaving.silent, 'a step answers with a record'],
    ['half an enclosure', misbehaving.boundless, 'bounds are an enclosure'],
    ['ends in the wrong order', misbehaving.inverted, 'bounds are an enclosure'],
    ['a state that holds a function', misbehaving.closure, 'a state is plain data'],
  ])('fails with the law that is broken when a refiner answers %s', (_, refiner, law) => {
    expect(run(leaseOf(refiner, null))).toMatchObject({
      kind: 'failed',
      error: {
        name: 'RefinerContractError',
        message: expect.stringContaining(`${refiner.name}@1`),
        fields: { law: expect.stringContaining(law) },
      },
    });
  });

  it.each([
    ['cost', { cost: -1 }],
    ['ownWidth', { ownWidth: NaN }],
    ['done', { done: 'yes' }],
    ['needs', { needs: [{ width: 1 }] }],
    ['forecast', { forecast: { width: 1 } }],
  ])('fails when a refiner answers a %s of the wrong kind', (field, wrong) => {
    const settlement = runStep(() => ({ state: 0, bounds: ALL, ...wrong }) as StepResult);
    expect(settlement).toMatchObject({
      kind: 'failed',
      error: { name: 'RefinerContractError', message: expect.stringContaining(field) },
    });
  });

  it('fails for a refiner that it does not know, and says how to register it', () => {
    const unknown: Refiner = {
      name: 'unheard-of',
      version: 4,
      start: () => 0,
      step: () => never(),
    };
    expect(run(leaseOf(unknown, null))).toMatchObject({
      kind: 'failed',
      error: {
        name: 'UnknownRefinerError',
        message: expect.stringMatching(/unheard-of@4.*register/),
      },
    });
  });
});

function never(): never {
  throw new Error('never called');
}

describe('a step that asks for parts', () => {
  const square = (part: Plain): bigint => (part as bigint) ** 2n;
  const sum: Refiner<Plain, null> = {
    name: 'sum of squares',
    version: 1,
    start: () => null,
    step: ({ inParts }) => {
      const values = inParts([1n, 2n, 3n]) as bigint[];
      const lo = values.reduce((a, b) => a + b);
      return { state: null, bounds: { kind: 'narrow', lo, width: 1, exp: 0 } };
    },
    part: square,
  };
  const there = createStepHost(registryOf(sum));
  const of = (changes: Partial<Lease>): Settlement =>
    there.run(leaseOf(sum, null, changes), unhindered);

  it('has them computed here where it may not be divided', () => {
    expect(resultOf(of({})).bounds).toMatchObject({ lo: 14n });
  });

  it('answers with them where it may, and again with its result where their values are there', () => {
    expect(of({ divisible: true })).toEqual({ kind: 'parts', parts: [1n, 2n, 3n] });
    expect(of({ part: 3n })).toEqual({ kind: 'part', value: 9n });
    const values = [{ parts: [1n, 2n, 3n], values: [1n, 4n, 9n] }];
    expect(of({ divisible: true, values })).toEqual(of({}));
  });

  it('finds the values of its parts among those of parts that it does not ask for any more', () => {
    const values = [
      { parts: [5n], values: [25n] },
      { parts: [1n, 2n, 3n], values: [1n, 4n, 9n] },
    ];
    expect(of({ divisible: true, values })).toEqual(of({}));
  });

  it('computes them itself where it asks for other parts each time', () => {
    const values = Array.from({ length: 32 }, (_, i) => ({ parts: [BigInt(i)], values: [0n] }));
    expect(of({ divisible: true, values: values.slice(1) })).toMatchObject({ kind: 'parts' });
    expect(of({ divisible: true, values })).toEqual(of({}));
  });

  it('uses no values of other parts', () => {
    const values = [{ parts: [1n, 2n, 4n], values: [1n, 4n, 16n] }];
    expect(of({ values })).toEqual(of({}));
    expect(of({ divisible: true, values })).toMatchObject({ kind: 'parts' });
  });

  it('fails by name where parts or their values are no plain data, or it has no method for them', () => {
    for (const [part, changes, law] of [
      [() => new Map(), { part: 1n }, 'a part has a value, which is plain data'],
      [undefined, { part: 1n }, 'a part has a value, which is plain data'],
      [() => undefined, {}, 'a part has a value, which is plain data'],
    ] as const) {
      const odd = { ...sum, part } as unknown as Refiner;
      const settlement = createStepHost(registryOf(odd)).run(
        leaseOf(odd, null, changes),
        unhindered,
      );
      expect(settlement).toMatchObject({ kind: 'failed', error: { name: 'RefinerContractError' } });
      expect(JSON.stringify(settlement)).toContain(law);
    }
  });
});
