import { describe, expect, test } from '@jest/globals';

import { LONGEST_LINE, readQuestion } from '#lib/cli/reading/question.js';

const defaults = { goal: { digits: 20 }, limits: { timeout: 1000, maxSteps: 7 } };
const none = { limits: {} };

describe('a line of a batch', () => {
  test('is refused where it is too long to be kept', () => {
    expect(readQuestion('x'.repeat(LONGEST_LINE + 1), 2, none)).toMatchObject({
      id: null,
      error: { name: 'UsageError', message: 'line 2 is longer than 67108864 characters' },
    });
  });

  test('takes what it leaves out from the flags', () => {
    expect(readQuestion('{"expr":"pi"}', 3, defaults)).toEqual({
      id: 3,
      expr: 'pi',
      goal: { digits: 20 },
      limits: { timeout: 1000, maxSteps: 7 },
    });
    expect(readQuestion('{"expr":"pi"}', 3, none)).toMatchObject({ goal: { digits: 50 } });
  });

  test('says what it wants', () => {
    const line = '{"id":"a","expr":"pi","eps":"1e-9","timeoutMs":50,"maxSteps":0}';
    expect(readQuestion(line, 1, defaults)).toEqual({
      id: 'a',
      expr: 'pi',
      goal: { eps: '1e-9' },
      limits: { timeout: 50, maxSteps: 0 },
    });
  });

  test.each([
    ['{"digits":5}', { digits: 5 }],
    ['{"decimals":0}', { decimals: 0 }],
    ['{"bits":64}', { bits: 64 }],
    ['{"eps":1e-9}', { eps: 1e-9 }],
    ['{"rel":"0.001"}', { rel: '0.001' }],
  ])('may ask for %s', (fields, goal) => {
    const line = JSON.stringify({ expr: 'e', ...(JSON.parse(fields) as object) });
    expect(readQuestion(line, 1, defaults)).toMatchObject({ goal });
  });

  test.each([['"x"'], ['7'], ['null'], ['false'], ['""'], ['[1]']])(
    'has its id %s echoed as it is',
    (id) => {
      expect(readQuestion(`{"id":${id},"expr":"1"}`, 9, none)).toMatchObject({
        id: JSON.parse(id) as unknown,
      });
    },
  );

  test.each([
    ['nonsense', 'line 4 is not JSON'],
    ['[1]', 'line 4 is not an object'],
    ['null', 'line 4 is not an object'],
    ['{}', 'expr is missing'],
    ['{"expr":2}', 'expr takes a text, got 2'],
    ['{"expr":"1","digts":3}', 'unknown field digts; did you mean digits?'],
    ['{"expr":"1","digits":3,"bits":3}', 'digits and bits are two goals'],
    ['{"expr":"1","digits":0}', 'from 1 to 100000000, got 0'],
    ['{"expr":"1","digits":"5"}', 'digits takes an integer'],
    ['{"expr":"1","digits":1e12}', 'got 1000000000000'],
    ['{"expr":"1","digits":null}', 'got null'],
    ['{"expr":"1","eps":0}', 'positive'],
    ['{"expr":"1","eps":"x"}', 'positive'],
    ['{"expr":"1","timeoutMs":0}', 'timeoutMs takes a number of at least 1, got 0'],
    ['{"expr":"1","timeoutMs":"30s"}', 'got "30s"'],
    ['{"expr":"1","maxSteps":-1}', 'maxSteps'],
    ['{"expr":"1","within":1}', 'unknown field within'],
    ['{"expr":"1","separationBits":-1}', 'separationBits'],
    ['{"expr":"1","assumeDomain":1}', 'assumeDomain takes true or false, got 1'],
    ['{"compare":["1"]}', 'compare takes two texts, got ["1"]'],
    ['{"compare":["1","2","3"]}', 'compare takes two texts'],
    ['{"compare":"1<2"}', 'compare takes two texts'],
    ['{"compare":["1",2]}', 'compare takes two texts'],
    ['{"compare":["1","2"],"digits":5}', 'unknown field digits'],
    ['{"compare":["1","2"],"expr":"1"}', 'unknown field expr'],
    ['{"compare":["1","2"],"within":0}', 'positive'],
    ['{"compare":["1","2"],"within":"x"}', 'positive'],
  ])('%s is answered by an error: %s', (line, message) => {
    const answer = readQuestion(line, 4, defaults);
    // What is no object has no id, so that it cannot be taken for the answer to another line.
    const id = line.startsWith('{') ? 4 : null;
    expect(answer).toMatchObject({ id, result: null });
    expect(answer).toHaveProperty('error.message', expect.stringContaining(message));
  });

  test('may ask how two values relate', () => {
    const line = '{"id":1,"compare":["pi","22/7"],"within":"1e-9"}';
    expect(readQuestion(line, 1, defaults)).toEqual({
      id: 1,
      compare: ['pi', '22/7'],
      within: '1e-9',
      limits: { timeout: 1000, maxSteps: 7 },
    });
  });

  test('may raise the budget of its searches and take domains as given', () => {
    const line = '{"expr":"e","separationBits":100000,"separationMs":9000,"assumeDomain":true}';
    expect(readQuestion(line, 1, defaults)).toMatchObject({
      limits: { separationBits: 100_000, separationTime: 9000, assumeDomain: true, maxSteps: 7 },
    });
  });

  test('keeps its id and expression in the answer to a mistake elsewhere', () => {
    expect(readQuestion('{"id":"q","expr":"pi","digits":0}', 1, none)).toMatchObject({
      id: 'q',
      expr: 'pi',
      error: { name: 'GoalError' },
    });
  });
});
