/** One module with Pincer in it. Its dependencies are modules of CommonJS in part. */
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

export default {
  input: 'main.js',
  output: { file: 'dist/main.mjs', format: 'es', inlineDynamicImports: true },
  external: /^node:/,
  plugins: [nodeResolve({ exportConditions: ['node'], preferBuiltins: true }), commonjs()],
};
