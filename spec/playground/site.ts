/** The playground as a host serves it: built by Vite, below a folder, with and without cross-origin isolation. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { expect } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Where the site lies on its host. */
export const PLAIN = '/some/folder/';
export const ISOLATED = '/isolated/';
/** Nothing below it is in the caches of the browser: each visit loads all of it. */
export const COLD = '/cold/';

export interface Site {
  readonly origin: string;
  /** Answers no request for such files; returns what answers them. */
  withhold(names: RegExp): () => void;
  /** The files that were served below a path since it was asked last. */
  servedBelow(path: string): readonly string[];
  close(): void;
}

/** Builds the site into a folder. */
export async function buildSite(folder: string): Promise<void> {
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const { code, stderr } = await run(process.execPath, [
    ...[vite, 'build', 'playground', '--outDir', folder],
    ...['--logLevel', 'warn'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** Serves the site on localhost. */
export async function serveSite(folder: string): Promise<Site> {
  const served = new Map<string, string[]>([PLAIN, ISOLATED, COLD].map((path) => [path, []]));
  let withheld: { readonly names: RegExp; readonly until: Promise<void> } | undefined;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const base = [...served.keys()].find((path) => pathname.startsWith(path));
    const name = pathname.slice(base?.length ?? 0) || 'index.html';
    const file = join(folder, name);
    if (base === undefined || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const answer = (): void => {
      served.get(base)!.push(name);
      const type = { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' };
      response.writeHead(200, {
        ...type,
        ...(base === ISOLATED ? ISOLATION : {}),
        ...(base === COLD ? { 'Cache-Control': 'no-store' } : {}),
      });
      response.end(readFileSync(file));
    };
    if (withheld?.names.test(name)) void withheld.until.then(answer);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    withhold: (names) => {
      let release = (): void => undefined;
      const until = new Promise<void>((resolve) => (release = resolve));
      withheld = { names, until };
      return () => {
        withheld = undefined;
        release();
      };
    },
    servedBelow: (path) => served.get(path)!.splice(0),
    close: () => server.close(),
  };
}
