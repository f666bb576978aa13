/**
 * Loaded before a program (`node --require`): as the process ends it writes the CPU that it had, in microseconds, to the
 * third stream. The same for all programs that are compared, so that it cancels. Node loads it in each thread; the CPU is
 * that of all of them.
 */
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { isMainThread } = require('node:worker_threads');
  if (isMainThread) writeSync(3, String(user + system));
});
