/** A program that makes the first 100 calls of its process and prints their CPU in milliseconds, then what they gave. */
import { exp, real } from 'pincer';
import { cpu } from '../harness/cpu.js';

const texts: string[] = [];
const before = cpu();
for (let i = 1; i <= 100; i++)
  texts.push(exp(real(i).divide(101)).refineSync({ digits: 50 }).digits ?? '');
const spent = cpu() - before;
console.log([spent, ...texts].join('\n'));
