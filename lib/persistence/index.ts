/** What takes snapshots: loaded with the first one. */
export { imageOf, requestImage } from './taking.js';
export { written } from './writing.js';
