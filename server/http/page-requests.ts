import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';

/** What Next refuses without a page to say so, in the place of which it would answer 500. */
const REFUSALS: ReadonlySet<number> = new Set([400, 405, 412, 416]);
/** Where a file comes that another application shares with ours, when no service worker has taken it on the device: Next says where to go on. */
const SHARED = '/live/share';
/** Where nothing lies: Next answers it with its page for that. */
const NOWHERE = '/_not-found';

/**
 * Lets through what Next can answer. Pages are only read, so any other method is refused; an address that cannot be decoded
 * is one where nothing lies; and what Next refuses is answered as it is refused.
 */
export function refuseOddRequests(answer: RequestListener): RequestListener {
  return (request, response) => {
    const isShared = request.method === 'POST' && request.url === SHARED;
    if (!isShared && request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    if (!canBeDecoded(request)) request.url = NOWHERE;
    onRefusal(response, (status) => refuse(response, status));
    answer(request, response);
  };
}

/** Calls `listener` as soon as the status is set to a refusal, before anything is sent. */
function onRefusal(response: ServerResponse, listener: (status: number) => void): void {
  let { statusCode } = response;
  Object.defineProperty(response, 'statusCode', {
    configurable: true,
    get: () => statusCode,
    set: (status: number) => {
      statusCode = status;
      if (!REFUSALS.has(status) || response.headersSent) return;
      // A property like any other again, which the answer sets too.
      Object.defineProperty(response, 'statusCode', { configurable: true, writable: true, value: status });
      listener(status);
    },
  });
}

/** What describes the file that was asked for does not describe the refusal, but for the size in Content-Range. */
function refuse(response: ServerResponse, status: number): void {
  for (const name of ['Content-Length', 'ETag', 'Last-Modified']) response.removeHeader(name);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...(status === 405 && { Allow: 'GET, HEAD' }) });
  response.end(`${STATUS_CODES[status] ?? ''}\n`);
}

function canBeDecoded({ url = '' }: IncomingMessage): boolean {
  if (!url.startsWith('/')) return false;
  try {
    return !decodeURIComponent(url.split('?', 1)[0] ?? '').includes('\0');
  } catch {
    return false;
  }
}
