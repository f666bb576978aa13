/**
 * What a program for browsers loads before it computes: its bundle, minified and compressed, without the chunks that it
 * loads later. Prints each size, and ends with 1 if one is above its limit.
 *
 *     node .ci/size.js
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/** Programs, and the most bytes that each may have. */
const LIMITS = [["import { sqrt } from 'pincer'; console.log(sqrt(2).toNumber());", 127_500]];

/** The bytes of the chunks that run first, and of those that may be loaded later. */
async function sizes(program) {
  const page = join(process.cwd(), 'page.js');
  const build = await rolldown({
    input: page,
    platform: 'browser',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === page ? id : null),
        load: (id) => (id === page ? program : null),
      },
    ],
  });
  const { output } = await build.generate({ format: 'es', minify: true });
  await build.close();
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set(output.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of first) for (const imported of chunks.get(name).imports) first.add(imported);
  const sum = (wanted) =>
    output
      .filter(({ fileName }) => first.has(fileName) === wanted)
      .reduce((bytes, { code }) => bytes + gzipSync(code, { level: 9 }).length, 0);
  return { now: sum(true), later: sum(false) };
}

for (const [program, limit] of LIMITS) {
  const { now, later } = await sizes(program);
  console.log(`${now} bytes (at most ${limit}), and ${later} later: ${program}`);
  if (now > limit) {
    console.error(`${program} has ${now} bytes, more than ${limit}`);
    process.exitCode = 1;
  }
}
