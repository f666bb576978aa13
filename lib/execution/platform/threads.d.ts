/** The few functions of threads.js that are imported by name; its own types are hidden from nodenext. */
declare module 'threads' {
  export const spawn: import('./platform.js').ThreadsLibrary['spawn'];
}

declare module 'threads/worker' {
  export function expose(exposed: object): void;
}
