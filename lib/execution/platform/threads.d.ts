/** The functions of threads.js that are imported by name. Its own types do not resolve under `nodenext`. */
declare module 'threads' {
  export const spawn: import('./platform.js').ThreadsLibrary['spawn'];
  export const Thread: import('./platform.js').ThreadsLibrary['Thread'];
}

declare module 'threads/worker' {
  export function expose(exposed: object): void;
}
