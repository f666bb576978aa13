/** What figures were measured on, and when. */
import { cpus } from 'node:os';

export function date(): string {
  return new Date().toISOString().slice(0, 10);
}

export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `${model}, ${String(cpus().length)} cores; node ${process.version}`;
}
