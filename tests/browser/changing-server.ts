import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ChangingServer {
  readonly url: string;
  /** From now on the service worker is another one, as after a new version was put on the server. */
  readonly change: () => void;
  readonly stop: () => Promise<void>;
}

/** Passes everything on to another server, but for the script of the service worker, which can be made to change. */
export async function startChangingServer(target: string): Promise<ChangingServer> {
  let version = 0;
  // A kept connection may be closed by the other side just as it is used again.
  const agent = new Agent({ keepAlive: false });
  const server = createServer((asked, answer) => {
    const passed = request(new URL(asked.url ?? '/', target), { method: asked.method, headers: { ...asked.headers, 'accept-encoding': 'identity' }, agent }, (response) => {
      if (asked.url === '/sw.js' && version > 0) void appended(response, answer, `\n// ${version}`);
      else response.pipe(answer.writeHead(response.statusCode ?? 502, response.headers));
    });
    passed.on('error', () => answer.writeHead(502).end());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The changing server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    change: () => { version++; },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function appended(response: IncomingMessage, answer: ServerResponse, end: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  answer.writeHead(200, { 'content-type': response.headers['content-type'] ?? 'text/javascript', 'cache-control': 'no-cache' });
  answer.end(Buffer.concat([...parts, Buffer.from(end)]));
}
