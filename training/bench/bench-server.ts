import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

/** What an address begins with, and the folder or the bytes that lie behind it. */
export type Shelf = Readonly<Record<string, string | Uint8Array>>;

export interface BenchServer {
  readonly origin: string;
  /** Bytes that were sent so far from addresses that begin so. */
  sentBytes(prefix: string): number;
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

/** Pages share memory between threads only where they are isolated. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Serves files to a browser on this machine and counts them. An address of nothing is an empty page. */
export async function startBenchServer(shelf: Shelf): Promise<BenchServer> {
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    contentOf(shelf, path).then((content) => {
      sent.set(path, (sent.get(path) ?? 0) + content.length);
      response.writeHead(200, { ...ISOLATED, 'content-type': TYPES[extname(path)] ?? (path === '/' ? 'text/html' : 'application/octet-stream') }).end(content);
    }, () => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The benchmark’s server has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    sentBytes: (prefix) => [...sent].reduce((sum, [path, bytes]) => (path.startsWith(prefix) ? sum + bytes : sum), 0),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function contentOf(shelf: Shelf, path: string): Promise<Uint8Array> {
  if (path === '/') return new TextEncoder().encode('<!doctype html><title>bench</title>');
  const prefix = Object.keys(shelf).find((known) => path === known || path.startsWith(`${known}/`));
  const behind = prefix === undefined ? undefined : shelf[prefix];
  if (prefix === undefined || behind === undefined || path.includes('..')) throw new Error(`Nothing lies at ${path}.`);
  return typeof behind === 'string' ? readFile(join(behind, path.slice(prefix.length))) : behind;
}
