/** The playground as a host serves it: built by Vite, below a folder, with and without cross-origin isolation. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
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
export async function serveSite(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const base = [PLAIN, ISOLATED].find((path) => pathname.startsWith(path));
    const name = pathname.slice(base?.length ?? 0);
    const file = join(folder, name === '' ? 'index.html' : name);
    if (base === undefined || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' };
    response.writeHead(200, { ...type, ...(base === ISOLATED ? ISOLATION : {}) });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}
