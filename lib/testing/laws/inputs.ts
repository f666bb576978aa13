/** The enclosures that the inputs of a run have, move by move. */
import { lowerEnd, intersect, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { ratAdd, ratMultiply, ratSubtract, rational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { fromEnds } from '../../enclosures/construction.js';
import { PLACES } from './scenario.js';
import type { Input, Scenario } from './scenario.js';

/** Enclosures of the points below this width say as much as the points. */
const FINE: Log2 = -2048;

/** The enclosures of each move, each input's inside its earlier ones. */
export function nestedInputs<Params>({ inputs, moves }: Scenario<Params>): Enclosure[][] {
  const nested: Enclosure[][] = [];
  const narrowed = inputs.map(() => 0);
  for (const [at, { narrowing }] of moves.entries()) {
    const before = nested.at(-1);
    nested.push(
      inputs.map((input, i) => {
        const around = enclosureOf(input, narrowed[i]!);
        const kind = input.opening[at];
        if (kind !== undefined) return unbounded(kind, enclosureOf(input, 0));
        narrowed[i]! += narrowing;
        return (before && intersect(around, before[i]!)) ?? around;
      }),
    );
  }
  return nested;
}

/** What is known of an input before it has two ends. */
function unbounded(kind: Input['opening'][number], x: Enclosure): Enclosure {
  if (kind === 'all') return { kind };
  return kind === 'below' ? { kind, lo: lowerEnd(x)! } : { kind, hi: upperEnd(x)! };
}

/** The enclosure of one input, narrowed by some bits about its point. */
function enclosureOf({ point, width, place }: Input, narrowed: number): Enclosure {
  if (width === null) return pointInput(point);
  const [from, to] = endsAround(point, width - narrowed, place);
  return fromEnds(from, to, width - narrowed - 32);
}

function endsAround(point: Rational, width: number, place: number): [Rational, Rational] {
  const whole = width >= 0 ? rational(1n << BigInt(width)) : rational(1n, 1n << BigInt(-width));
  const below = ratMultiply(whole, rational(BigInt(place), BigInt(PLACES)));
  const from = ratSubtract(point, below);
  return [from, ratAdd(from, whole)];
}

/** The two ends of an input's first enclosure: points that it must hold for, too. */
export function endPoints({ point, width, place }: Input): readonly Rational[] {
  return width === null ? [point] : endsAround(point, width, place);
}

/** A point as an input: as narrow as anything here asks for. */
export function pointInput(point: Rational): Enclosure {
  return fromEnds(point, point, FINE);
}
