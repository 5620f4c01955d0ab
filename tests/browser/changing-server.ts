import { Agent, createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ChangingServer {
  readonly url: string;
  /** From now on the service worker is another one, as after a new version was put on the server. */
  readonly change: () => void;
  readonly stop: () => Promise<void>;
}

const SCRIPT = '/sw.js';

/** Passes everything on to another server, but for the script of the service worker, which can be made to change. */
export async function startChangingServer(target: string): Promise<ChangingServer> {
  let version = 0;
  // A kept connection may be closed by the other side just as it is used again.
  const agent = new Agent({ keepAlive: false });
  const server = createServer((asked, answer) => {
    const isScript = asked.url === SCRIPT;
    const headers = isScript ? wholeFile(asked.headers) : asked.headers;
    const passed = request(new URL(asked.url ?? '/', target), { method: asked.method, headers, agent }, (response) => {
      if (isScript) void withEnd(response, answer, `\n// version ${version}`);
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

/** Asks for the whole file as it is, neither compressed nor only if it has changed. */
const wholeFile = (headers: IncomingHttpHeaders): IncomingHttpHeaders => ({ ...without(headers, 'if-none-match', 'if-modified-since'), 'accept-encoding': 'identity' });

const without = (headers: IncomingHttpHeaders, ...names: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

async function withEnd(response: IncomingMessage, answer: ServerResponse, end: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  // The policies stay: a browser is slow to replace a service worker by one of other policies.
  answer.writeHead(response.statusCode ?? 502, without(response.headers, 'content-length', 'etag', 'last-modified')).end(Buffer.concat([...parts, Buffer.from(end)]));
}
