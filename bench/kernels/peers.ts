/**
 * Other systems, through the programs in bench/peers/: the functions of this bench, to so many digits.
 *
 * Each program measures its own CPU, without its start. Without arguments it prints its version.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '#spec/support/child.js';
import { outputOf } from '../harness/programs.js';

/** A value by another system. */
export interface PeerValue {
  /** Microseconds of CPU. */
  readonly time: number;
  readonly text: string;
}

/** By the name of the function. */
export type PeerValues = ReadonlyMap<string, PeerValue>;

/** The names of all peers. */
export const PEERS = ['arb', 'pari', 'mpmath_gmpy2', 'mpfr'] as const;

export type PeerName = (typeof PEERS)[number];

export interface Peer {
  readonly name: PeerName;
  readonly version: string;
  /** @throws Error where it fails. */
  measure(digits: number, milliseconds: number): PeerValues;
}

/** How a program is run with its parameters; undefined where it cannot be. */
type Program = (...parameters: readonly string[]) => string | undefined;

const source = (file: string): string => join(projectFolder, 'bench/peers', file);

/** The lines `NAME MICROSECONDS VALUE`; where a name has several, the quickest counts. */
export function parsePeer(output: string): PeerValues {
  const values = new Map<string, PeerValue>();
  for (const line of output.trim().split('\n')) {
    const [name = '', microseconds, text = ''] = line.split(' ');
    const time = Number(microseconds);
    if (!(time > 0) || text === '') throw new Error(`not a line of a peer: ${line.slice(0, 80)}`);
    if (time < (values.get(name)?.time ?? Infinity)) values.set(name, { time, text });
  }
  return values;
}

/** A C program, compiled into a folder. */
function ofC(file: string, folder: string, libraries: readonly string[]): Program {
  const program = join(folder, file);
  const isCompiled =
    outputOf('cc', ['-O2', '-o', program, source(`${file}.c`), ...libraries]) !== undefined;
  return (...parameters) => (isCompiled ? outputOf(program, parameters) : undefined);
}

/** A Python whose mpmath stands on gmpy2: the first in the path may be another than that of the system's packages. */
const python: Program = (...parameters) => {
  for (const command of ['python3', '/usr/bin/python3']) {
    const output = outputOf(command, [source('mpmath_gmpy2.py'), ...parameters]);
    if (output !== undefined) return output;
  }
  return undefined;
};

const pari: Program = (wanted = '0', milliseconds = '0') =>
  outputOf(
    'gp',
    ['-q', '-f', '-s', '512M'],
    `wanted=${wanted};milliseconds=${milliseconds};\n${readFileSync(source('pari.gp'), 'utf8')}`,
  );

/** Calls `use` with the peers that are installed. */
export function withPeers<T>(use: (peers: readonly Peer[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'peers-'));
  const programs: Readonly<Record<PeerName, Program>> = {
    arb: ofC('arb', folder, ['-lflint-arb', '-lflint', '-lm']),
    pari,
    mpmath_gmpy2: python,
    mpfr: ofC('mpfr', folder, ['-lmpfr', '-lgmp']),
  };
  try {
    const peers: Peer[] = [];
    for (const name of PEERS) {
      const version = programs[name]()?.trim();
      if (version === undefined) continue;
      const measure = (digits: number, milliseconds: number): PeerValues => {
        const output = programs[name](String(digits), String(milliseconds));
        if (output === undefined) throw new Error(`${name} is installed, but its program fails`);
        return parsePeer(output);
      };
      peers.push({ name, version, measure });
    }
    return use(peers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
