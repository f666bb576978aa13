/** The laws of answers: their shape, their state, and that the same snapshot gives the same one. */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { decodePlain, encodePlain } from '../../refiners/codec.js';
import type { Plain } from '../../refiners/refiner.js';
import { enclosureText } from './fault.js';
import { through } from './subject.js';
import type { Check } from './subject.js';
import { slopeFault, stateFault } from './calls.js';
import type { Unusable } from './calls.js';
import { answerOf, Trial } from './trial.js';

/** A check of the shape of answers, those of `start`, `initial`, `sensitivity` and `modulus` too. */
export const shape =
  (law: 'answer' | 'errors'): Check =>
  (subject, scenario) => {
    const { refiner } = subject;
    const { params } = scenario;
    through(subject, scenario, (trial, { answer, inputs }) => {
      const faults: (Unusable | undefined)[] = 'unusable' in answer ? [answer.unusable] : [];
      if ('result' in answer)
        for (const i of inputs.keys())
          faults.push(slopeFault(refiner, params, i, inputs, answer.result.bounds));
      for (const fault of faults) if (fault?.law === law) trial.broke(law, fault.detail);
    });
  };

/** The state is plain data, and travels. */
export const state: Check = (subject, scenario) => {
  through(subject, scenario, (trial, { answer }) => {
    if ('unusable' in answer && answer.unusable.law === 'state')
      trial.broke('state', answer.unusable.detail);
    if (!('result' in answer)) return;
    const fault = stateFault(subject.refiner, answer.result.state);
    if (fault !== undefined) trial.broke('state', fault);
  });
};

/** The same snapshot gives the same result, whatever ran in between, and is not changed. */
export const determinism: Check = (subject, scenario) => {
  const { refiner } = subject;
  through(subject, scenario, (trial, { answer, inputs, demand, quantum, before }) => {
    if (!('result' in answer)) return;
    if (stateFault(refiner, before.state) !== undefined) return;
    const text = encodePlain(before.state);
    const given = { state: decodePlain(text), inputs, demand, quantum };
    const first = resultText(answer.result);
    const isSame = (): void => {
      const again = answerOf(refiner, scenario.params, given);
      const second = 'result' in again ? resultText(again.result) : 'no answer';
      if (first !== second)
        trial.broke('determinism', `the same snapshot gave ${first}, and then ${second}`);
    };
    isSame();
    // Another value of the refiner in between shows what it keeps outside its state.
    new Trial(refiner, scenario.params).step(inputs, { width: 0 });
    isSame();
    if (encodePlain(given.state) !== text)
      trial.broke('determinism', `the step changed the state ${text} that it was given`);
  });
};

function resultText({
  bounds,
  state: left,
  done,
}: {
  bounds: Enclosure;
  state: Plain;
  done?: string | undefined;
}): string {
  let text: string;
  try {
    text = encodePlain(left);
  } catch {
    text = 'a state that does not travel';
  }
  return `${enclosureText(bounds)}, state ${text}${done === undefined ? '' : `, ${done}`}`;
}
