import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>pincer</title><script type="module" src="/main.js"></script>';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** Headers by which a page may share memory with its workers. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Serves a page and the folder of its bundle on localhost; `/isolated` is the same page, isolated. */
export async function serveFolder(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    if (path === '/' || path === '/isolated') {
      response.writeHead(200, { 'Content-Type': 'text/html', ...(path === '/' ? {} : ISOLATION) });
      response.end(PAGE);
      return;
    }
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const file = join(folder, path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? 'text/javascript';
    // A worker of an isolated page has to ask for isolation itself.
    response.writeHead(200, { 'Content-Type': type, ...ISOLATION });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}
