import { describe, expect, it } from '@jest/globals';
import { createSession, expression, real } from 'pincer';
import type { Session } from 'pincer';

/** A session whose clock moves on by this many milliseconds whenever it is read. */
function sessionReading(milliseconds: number): Session {
  let now = 0;
  return createSession({ clock: { nanoseconds: () => (now += milliseconds * 1e6) } });
}

describe('a timeout', () => {
  it('ends the arithmetic of long numbers, which goes on when it is asked again', () => {
    const session = sessionReading(1);
    const value = expression('3^(10^5) + sqrt(2)');
    const first = value.refineSync({ decimals: 3 }, { session, timeout: 5 });
    expect(first).toMatchObject({ status: 'partial', reason: 'deadline' });
    // The bounds are those of the first look, about 64 bits.
    const whole = `1.${String(3n ** 100_000n).slice(1, 18)}`;
    expect(first.lowerText!.slice(0, 12)).toBe(whole.slice(0, 12));
    const second = value.refineSync({ decimals: 3 }, { session });
    expect(second.status).toBe('met');
    expect(second.digits).toBe(`${String(3n ** 100_000n + 1n)}.414`);
  });

  it('ends no orbit whose first bounds grow beyond all numbers: a large magnitude of few bits is no long number', () => {
    let x = real('0.118');
    // The same in fixed point; a round loses two bits at most.
    const one = 10n ** 200n;
    let fixed = (118n * one) / 1000n;
    for (let i = 0; i < 110; i++) {
      x = x.multiply('3.92').multiply(real(1).subtract(x));
      fixed = (392n * fixed * (one - fixed)) / (100n * one);
    }
    const session = sessionReading(1);
    const limited = x.refineSync({ digits: 10 }, { session, timeout: 10_000 });
    expect(limited.status).toBe('met');
    expect(Number(limited.digits)).toBeCloseTo(Number(fixed / 10n ** 184n) / 1e16, 9);
  });

  it('covers writing the value out: there are 1000 digits at its end', () => {
    const session = sessionReading(100);
    const short = real('1/3').refineSync({ digits: 200_000 }, { session, timeout: 400 });
    expect(short).toMatchObject({ status: 'partial', reason: 'deadline', exact: true });
    expect(short.digits).toBe(`0.${'3'.repeat(1000)}`);
    expect(short.lowerText!.length).toBeLessThan(1100);
    expect(short.lowerText!.startsWith(`0.${'3'.repeat(990)}`)).toBe(true);
  });

  it('leaves a value that has no such short decimal without one', () => {
    const session = sessionReading(100);
    const power = expression('3^(10^5)');
    const result = power.refineSync({ decimals: 2 }, { session, timeout: 300 });
    expect(result).toMatchObject({ status: 'partial', reason: 'deadline', digits: null });
    expect(power.refineSync({ decimals: 2 }).digits).toBe(`${String(3n ** 100_000n)}.00`);
  });

  it('of one request ends no computation of another', async () => {
    const session = sessionReading(1);
    const value = expression('3^(10^5) + sqrt(3)');
    const [late, patient] = await Promise.all([
      value.refine({ decimals: 3 }, { session, timeout: 5 }),
      value.refine({ decimals: 2 }, { session }),
    ]);
    expect(late.reason).toBe('deadline');
    expect(patient.digits).toBe(`${String(3n ** 100_000n + 1n)}.73`);
    await session.close();
  });
});

describe('a value beyond all numbers', () => {
  it('asks its argument for no more bits than would help: they do not double with each wave', () => {
    const session = createSession();
    const value = expression('log(cosh(ceil(-11) * (pi - 1e-48)), cosh((6 - 7e346)/11))');
    const limits = { session, budget: { steps: 100 } };
    expect(value.refineSync({ bits: 600 }, limits)).toMatchObject({ status: 'partial' });
    // A node has twice 2^17 bits at most, and there are a dozen; 2^26 bits are 8 MB.
    expect(session.stats().cache.bytes).toBeLessThan(2 ** 20);
  });
});

describe('an exact rational', () => {
  it('has bounds as narrow as the goal', () => {
    const third = real('1/3').refineSync({ eps: '1e-60' });
    expect(third.upper!.minus(third.lower!).lte('1e-60')).toBe(true);
    expect(third.lowerText!.startsWith(`0.${'3'.repeat(59)}`)).toBe(true);
    const digits = real('22/7').refineSync({ digits: 40 });
    expect(digits.lowerText!.startsWith('3.14285714285714285714285714285714285714')).toBe(true);
    expect(digits.bounds.widthLog2).toBeLessThan(-130);
  });
});
