/**
 * Reading the decimal of a result for the first time, over what it cannot do without: the product of bounds and power of ten,
 * and the numeral of the engine.
 *
 * Both are of square roots; results are made ahead of the time. decimal.js checks them.
 */
import { Decimal } from 'decimal.js';
import { createSession, sqrt } from 'pincer';
import { rootFloor } from '#lib/exact/integer.js';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf } from '../harness/fresh.js';
import type { Work } from '../harness/interleaved.js';
import { sink } from '../harness/sink.js';

const BAR = 1.5;

export function text(desk: Desk): void {
  for (const digits of desk.quick ? [1000] : [1000, 10_000]) {
    const bits = BigInt(Math.ceil(digits * Math.log2(10)) + 8);
    const power = 10n ** BigInt(digits);
    const point = rootFloor(2n << (2n * bits), 2);
    const read: Work = (from, runs) => {
      const session = createSession();
      const results = Array.from({ length: runs }, (_, i) =>
        sqrt(from + i + 2).refineSync({ digits }, { session }),
      );
      return () => {
        for (const result of results) sink.value = result.digits;
      };
    };
    const least: Work = (_from, runs) => () => {
      for (let i = 0; i < runs; i++) sink.value = ((point * power) >> bits).toString();
    };
    const Wide = Decimal.clone({ precision: digits + 5 });
    const checking = createSession();
    // A root of decimal.js takes a hundred times as long: the first ones speak for all.
    for (let i = 2; i < (desk.quick ? 3 : 8); i++) {
      const of = `sqrt(${String(i)})`;
      mustAgree(of, digitsOf(sqrt(i), digits, checking), new Wide(i).sqrt().toString(), digits);
    }
    const times = desk.measure({ read, least }).least;
    const of = `${String(digits)} digits`;
    desk.tell(of, 'text_us', times.read);
    desk.hold(of, 'text_over_mul_plus_tostring', times.read / times.least, BAR);
  }
}
