/** A program that makes the first 100 calls of its process and prints their CPU in milliseconds, then what they gave. */
import { exp, real } from 'pincer';

const texts = [];
const before = process.cpuUsage();
for (let i = 1; i <= 100; i++)
  texts.push(exp(real(i).divide(101)).refineSync({ digits: 50 }).digits ?? '');
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${[(user + system) / 1000, ...texts].join('\n')}\n`);
