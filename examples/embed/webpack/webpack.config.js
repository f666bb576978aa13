/** One file for Node with Pincer left out, so that it has workers: they start from modules of the package. */
import { fileURLToPath } from 'node:url';

export default {
  mode: 'production',
  stats: 'errors-warnings',
  target: 'node20',
  entry: './main.js',
  externalsType: 'module',
  externals: { pincer: 'module pincer' },
  experiments: { outputModule: true },
  output: {
    path: fileURLToPath(new URL('./dist', import.meta.url)),
    filename: 'main.mjs',
    library: { type: 'module' },
  },
};
