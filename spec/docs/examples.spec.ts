import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';
import { expectOutput } from '#spec/support/output.js';

/** The examples that there are: each `<name>.ts` stands beside what it prints, `<name>.out`. */
const examples: readonly string[] = [
  'closing-in',
  'deadline',
  'embedded-loop',
  'measurements',
  'orientation',
  'own-context',
  'own-driver',
  'own-refiner',
  'own-refiners',
  'parallel',
  'plan-isolated',
  'plan-parallel',
  'plan-sequential',
  'refiner-on-workers',
  'saved-run',
  'scheduler-walk',
  'sources',
  'trace',
];

describe('the examples', () => {
  it('are the ones that are run here, each with its output beside it', () => {
    expect(readdirSync(join(projectFolder, 'examples')).sort()).toEqual(
      // spec/package/embedded.spec.ts runs the projects in `embed` and `laws`, spec/bullmq/ the users of `fleet`,
      // spec/remote/nats.spec.ts the fleet in `nats`.
      [
        ...examples.flatMap((name) => [`${name}.out`, `${name}.ts`]),
        'embed',
        'fleet',
        'laws',
        'nats',
      ].sort(),
    );
  });

  it('define refiners of one’s own in under 25 lines each, as the guide says', () => {
    const text = readFileSync(join(projectFolder, 'examples/own-refiners.ts'), 'utf8');
    const definitions = text.match(/^const \w+ = defineRefiner\(\{\n[^]*?^\}\);$/gm) ?? [];
    expect(definitions).toHaveLength(4);
    for (const definition of definitions) expect(definition.split('\n').length).toBeLessThan(25);
  });

  for (const name of examples) {
    it(`print what stands beside them: ${name}`, async () => {
      const ended = await run(process.execPath, [`build/examples/${name}.js`]);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const output = readFileSync(join(projectFolder, `examples/${name}.out`), 'utf8');
      expect(output.trim()).not.toBe('');
      expectOutput(ended.stdout, output);
    });
  }
});
