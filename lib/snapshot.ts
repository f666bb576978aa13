/**
 * For who saves sessions and goes on from them: reading what `session.snapshot` has written.
 *
 * @module pincer/snapshot
 */
export { readSnapshot, Snapshot } from './real/restoring/snapshot.js';
export type { SnapshotOptions, Trust } from './real/restoring/snapshot.js';
export type { Definition } from './real/restoring/kinds.js';
export { SnapshotError } from './persistence/errors.js';
export type { SnapshotFault } from './persistence/errors.js';
