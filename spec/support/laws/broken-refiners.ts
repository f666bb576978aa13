/** Refiners with one fault each, and the law that names it. */
import fc from 'fast-check';
import { enclosure } from '#lib/refiner.js';
import type { Enclosure, Refiner, StepContext } from '#lib/refiner.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { ratMultiply, rational } from '#lib/exact/rational.js';
import type { RefinerLawOptions } from '#lib/testing/index.js';

export interface Broken {
  readonly fault: string;
  readonly law: string;
  readonly refiner: Refiner<null, never>;
  readonly options?: RefinerLawOptions<null>;
  /** The fault is so rare that a law needs this many runs to meet it. */
  readonly runs?: number;
}

type Step = (context: StepContext<never>) => unknown;

const TWO = enclosure.of(2);

/** One third, in one step to any width. */
const third = (width: number): Enclosure =>
  enclosure.of('1/3', width === Infinity ? -64 : Math.max(width, -4000));

const isThird: RefinerLawOptions<null> = { value: () => '1/3' };

const points = [
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 97 }))
    .map(([n, d]) => ({ numerator: n, denominator: d })),
];

const isTwice: RefinerLawOptions<null> = {
  inputs: points,
  value: ([x]) => ratMultiply(x!, rational(2n)),
};

/** Twice the input, as it should be. */
const twice = (x: Enclosure, width: number): Enclosure => enclosure.multiply(x, TWO, width);

const itsThird: Step = ({ demand }) => ({ state: null, bounds: third(demand.width) });
const itsDouble: Step = ({ inputs: [x], demand }) => ({
  state: null,
  bounds: twice(x!, demand.width),
});

const isFinite = ({ kind }: Enclosure): boolean => kind === 'narrow' || kind === 'wide';

let calls = 0;
const next = (): number => ++calls;

function constant(fault: string, law: string, step: Step, more: object = {}): Broken {
  const refiner = { name: 'broken', version: 1, start: () => null, step, ...more };
  return { fault, law, refiner: refiner as unknown as Broken['refiner'], options: isThird };
}

function ofInput(fault: string, law: string, step: Step, more: object = {}): Broken {
  const refiner = {
    name: 'broken',
    version: 1,
    start: () => null,
    sensitivity: () => 1,
    step,
    ...more,
  };
  return { fault, law, refiner: refiner as unknown as Broken['refiner'], options: isTwice };
}

const narrow = (lo: unknown, width: unknown, exp: unknown): unknown => ({
  state: null,
  bounds: { kind: 'narrow', lo, width, exp },
});

export const BROKEN: readonly Broken[] = [
  constant('an async step', 'answer', ({ demand }) =>
    Promise.resolve({ state: null, bounds: third(demand.width) }),
  ),
  constant('an answer that is undefined', 'answer', () => undefined),
  constant('an answer without a state', 'answer', ({ demand }) => ({
    bounds: third(demand.width),
  })),
  constant('a number for a bigint', 'answer', () => narrow(1, 0, 0)),
  constant('a fraction for a width', 'answer', () => narrow(0n, 1.5, 0)),
  constant('a negative width', 'answer', () => narrow(1n, -1, 0)),
  constant('upside-down ends', 'answer', () => ({
    state: null,
    bounds: { kind: 'wide', lo: { m: 1n, e: 0 }, hi: { m: 0n, e: 0 } },
  })),
  constant('an exponent that is NaN', 'answer', () => narrow(0n, 1, NaN)),
  constant('a kind that there is not', 'answer', () => ({
    state: null,
    bounds: { kind: 'interval', lo: 0n, hi: 1n },
  })),
  constant('a cost that is text', 'answer', ({ demand }) => ({
    state: null,
    bounds: third(demand.width),
    cost: 'much',
  })),
  constant('an error that is not mathematical', 'errors', () => {
    throw new TypeError('x is not a function');
  }),
  constant('something thrown that is no error', 'errors', () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the fault itself
    throw 'a text';
  }),
  ofInput('the middle of an input that has none', 'errors', ({ inputs: [x], demand }) => {
    const middle = enclosure.of(enclosure.midpoint(x!), -Infinity);
    return {
      state: null,
      bounds: enclosure.hull(twice(middle, demand.width), twice(x!, demand.width)),
    };
  }),
  constant('bits of a demand that has none', 'errors', ({ demand }) => {
    const bits = BigInt(Math.ceil(-demand.width));
    return { state: null, bounds: third(-Number(bits)) };
  }),
  constant('a start that throws', 'errors', itsThird, {
    start: () => {
      throw new TypeError('no start');
    },
  }),
  constant('initial bounds that throw', 'errors', itsThird, {
    initial: () => {
      throw new TypeError('no bounds');
    },
  }),
  ofInput('a sensitivity that throws', 'errors', itsDouble, {
    sensitivity: () => {
      throw new TypeError('no slope');
    },
  }),
  constant('initial bounds that are a number', 'answer', itsThird, { initial: () => 5 }),
  ofInput('a sensitivity that is NaN', 'answer', itsDouble, { sensitivity: () => NaN }),
  ofInput('a sensitivity that is undefined', 'answer', itsDouble, { sensitivity: () => undefined }),
  ofInput('a modulus that is text', 'answer', itsDouble, {
    sensitivity: () => Infinity,
    modulus: () => 'one half',
  }),
  constant('reports that are no enclosure', 'answer', ({ demand, report }) => {
    report(5 as never);
    return { state: null, bounds: third(demand.width) };
  }),
  constant('an async start', 'state', itsThird, { start: () => Promise.resolve(null) }),
  constant('a Map from start', 'state', itsThird, { start: () => new Map() }),
  constant('a Map in the state', 'state', ({ demand }) => ({
    state: { seen: new Map() },
    bounds: third(demand.width),
  })),
  constant('a function in the state', 'state', ({ demand }) => ({
    state: { next: () => 1 },
    bounds: third(demand.width),
  })),
  constant('a class in the state', 'state', ({ demand }) => ({
    state: { at: new Date(0) },
    bounds: third(demand.width),
  })),
  constant(
    'a step that changes the state that it was given',
    'determinism',
    ({ state, demand }) => {
      const given = state as { count: number };
      given.count++;
      return { state: given, bounds: third(demand.width) };
    },
    { start: () => ({ count: 0 }) },
  ),
  constant('a state from outside of it', 'determinism', ({ demand }) => ({
    state: next(),
    bounds: third(demand.width),
  })),
  constant('bounds that depend on how often it was called', 'determinism', ({ demand }) => ({
    state: null,
    bounds: third(demand.width - (next() % 2)),
  })),
  constant('bounds beside the value', 'containment', ({ demand }) => ({
    state: null,
    bounds: enclosure.of('0.3333', Math.max(demand.width, -4000)),
  })),
  {
    ...constant(
      'bounds off by one unit at one demand in a hundred',
      'containment',
      ({ demand }) => {
        const { lo, exp } = third(demand.width) as { lo: bigint; exp: number };
        const off = demand.width % 100 === 0 ? 1n : 0n;
        return { state: null, bounds: { kind: 'narrow', lo: lo + off, width: 1, exp } };
      },
    ),
    runs: 400,
  },
  ofInput('the lower end of its input alone', 'containment', ({ inputs: [x], demand }) => {
    const lower = enclosure.lowerEnd(x!);
    if (lower === null) return { state: null, bounds: { kind: 'all' } };
    return { state: null, bounds: twice(enclosure.of(lower, -Infinity), demand.width) };
  }),
  ofInput('the middle of its input alone', 'containment', ({ inputs: [x], demand }) => ({
    state: null,
    bounds: isFinite(x!)
      ? twice(enclosure.of(enclosure.midpoint(x!), -Infinity), demand.width)
      : { kind: 'all' },
  })),
  ofInput('half of the width that is lost', 'containment', ({ inputs: [x], demand }) => {
    if (!isFinite(x!)) return { state: null, bounds: { kind: 'all' } };
    const doubled = twice(x!, demand.width - 3);
    const { m, e } = enclosure.width(doubled)!;
    const middle = enclosure.midpoint(doubled);
    return {
      state: null,
      bounds: enclosure.fromMidpoint(middle, { m, e: e - 2 }, demand.width - 3),
    };
  }),
  ofInput('an input without a bound above taken for what lies below', 'containment', (given) => {
    const [x] = given.inputs;
    const doubled = twice(x!.kind === 'below' ? point(x!.lo) : x!, given.demand.width);
    const below = enclosure.fromEnds(-100, -50);
    return {
      state: null,
      bounds: x!.kind === 'below' ? enclosure.add(doubled, below, 0) : doubled,
    };
  }),
  constant('wrong bounds at a quantum of two steps', 'containment', ({ demand, quantum }) => ({
    state: null,
    bounds: quantum.steps === 2 ? TWO : third(demand.width),
  })),
  constant('wrong bounds under a predicate', 'containment', ({ demand }) => ({
    state: null,
    bounds: demand.predicate ? TWO : third(demand.width),
  })),
  constant(
    'wrong bounds at a demand coarser than before',
    'containment',
    ({ state, demand }) => {
      const isCoarser = demand.width > (state as number) && demand.width < Infinity;
      return { state: demand.width, bounds: isCoarser ? TWO : third(demand.width) };
    },
    { start: () => Infinity },
  ),
  constant('wrong bounds at a first look', 'containment', ({ demand }) => ({
    state: null,
    bounds: demand.width === Infinity ? TWO : third(demand.width),
  })),
  constant('wrong bounds that are reported', 'containment', ({ demand, report }) => {
    report(TWO);
    return { state: null, bounds: third(demand.width) };
  }),
  constant(
    'bounds that widen',
    'nesting',
    ({ state }) => ({
      state: (state as number) + 1,
      bounds: enclosure.fromMidpoint('1/3', 2 ** (state as number)),
    }),
    { start: () => 0 },
  ),
  constant('no progress, and no word why', 'progress', () => ({
    state: null,
    bounds: enclosure.fromEnds(0, 1),
  })),
  ofInput('needs that are met already', 'progress', () => ({
    state: null,
    bounds: { kind: 'all' },
    needs: [{ input: 0, width: 0 }],
  })),
  ofInput('a pole that is not told as a need', 'progress', ({ inputs: [x], demand }) => ({
    state: null,
    bounds: enclosure.widthLog2(x!) > -4000 ? { kind: 'all' } : twice(x!, demand.width),
  })),
  constant('2,000 bits more than were demanded, undeclared', 'economy', ({ demand }) => ({
    state: null,
    bounds: third(demand.width - 2000),
  })),
  constant('more bits than were demanded, declared', 'economy', ({ demand }) => ({
    state: null,
    bounds: third(demand.width),
    bits: 100_000,
  })),
  ofInput(
    'a sensitivity that is too small',
    'sensitivity',
    ({ inputs: [x], demand }) => ({ state: null, bounds: twice(x!, demand.width) }),
    { sensitivity: () => 0.5 },
  ),
  constant('a loop that goes on after a stop', 'stopping', ({ demand, stopRequested }) => {
    let seen = 0;
    for (let i = 0; i < 1000; i++) if (stopRequested()) seen++;
    return { state: null, bounds: third(demand.width), cost: seen };
  }),
  constant('wrong bounds after a stop', 'stopping', ({ demand, stopRequested }) => {
    for (let i = 0; i < 30; i++)
      if (stopRequested()) return { state: null, bounds: enclosure.of(1) };
    return { state: null, bounds: third(demand.width) };
  }),
  constant(
    'a state that a stop has spoiled',
    'stopping',
    ({ state, demand, stopRequested }) => {
      for (let i = 0; i < 30; i++)
        if (stopRequested()) return { state: 1, bounds: enclosure.fromEnds(0, 1) };
      return { state, bounds: state === 1 ? TWO : third(demand.width) };
    },
    { start: () => 0 },
  ),
  constant(
    'a crash after a stop',
    'stopping',
    ({ state, demand, stopRequested }) => {
      if (state === 1) throw new TypeError('half a state');
      for (let i = 0; i < 30; i++)
        if (stopRequested()) return { state: 1, bounds: enclosure.fromEnds(0, 1) };
      return { state, bounds: third(demand.width) };
    },
    { start: () => 0 },
  ),
];
