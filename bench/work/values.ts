/** The values that the works compute: real functions of fractions that differ from one to the next. */
import { real } from 'pincer';
import type { Real } from 'pincer';

type Make = (x: Real) => Real;

const expOfSin: Make = (x) => x.sin().exp();

/** One of each: every value of the mix takes the next. */
const ALL: readonly Make[] = [
  (x) => x.exp(),
  (x) => x.sin(),
  (x) => x.add(1).ln(),
  (x) => x.atan(),
  expOfSin,
  (x) => x.cos(),
  (x) => x.add(2).sqrt().tan(),
  (x) => x.sinh(),
];

export type WorkloadName = 'exp(sin(x))' | 'all functions';

const WORKLOADS: Readonly<Record<WorkloadName, readonly Make[]>> = {
  'exp(sin(x))': [expOfSin],
  'all functions': ALL,
};

/** After this many values of a workload each of its functions has had its turn. */
export function turnOf(name: WorkloadName): number {
  return WORKLOADS[name].length;
}

/** A value of a workload, which no other number gives. */
export function valueOf(name: WorkloadName, number: number): Real {
  const makes = WORKLOADS[name];
  return makes[number % makes.length]!(real(`${String(number + 1)}/30011`));
}
