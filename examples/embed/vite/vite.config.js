import { defineConfig } from 'vite';

export default defineConfig({
  logLevel: 'error',
  // Workers are modules, as Pincer is.
  worker: { format: 'es' },
  build: { target: 'es2022' },
});
