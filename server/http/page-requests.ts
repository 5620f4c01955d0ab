import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';

/** What Next finds wrong with a request and has no page for, so that it would answer 500. */
const REFUSALS: ReadonlySet<number> = new Set([400, 405, 412, 416]);
/** Nothing lies there: Next answers with its page for that. */
const NOWHERE = '/_not-found';

/**
 * Lets through to Next what it can answer. Pages are only read, so another method is refused; an address that cannot be
 * decoded is one where nothing lies; and where Next refuses, it is a refusal that is answered.
 */
export function refuseOddRequests(answer: RequestListener): RequestListener {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    if (!canBeDecoded(request)) request.url = NOWHERE;
    onStatus(response, (status) => REFUSALS.has(status) && refuse(response, status));
    answer(request, response);
  };
}

function refuse(response: ServerResponse, status: number): void {
  for (const name of ['Content-Length', 'Content-Encoding', 'ETag', 'Last-Modified', 'Cache-Control']) response.removeHeader(name);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...(status === 405 && { Allow: 'GET, HEAD' }) });
  response.end(`${STATUS_CODES[status] ?? ''}\n`);
}

/** Calls `listener` when the status is set, but not again for what it then sets itself. */
function onStatus(response: ServerResponse, listener: (status: number) => void): void {
  let { statusCode } = response;
  let heard = false;
  Object.defineProperty(response, 'statusCode', {
    get: () => statusCode,
    set: (status: number) => {
      statusCode = status;
      if (heard || response.headersSent) return;
      heard = true;
      listener(status);
      heard = false;
    },
  });
}

function canBeDecoded({ url = '' }: IncomingMessage): boolean {
  if (!url.startsWith('/')) return false;
  try {
    return !decodeURIComponent(url.split('?', 1)[0] ?? '').includes('\0');
  } catch {
    return false;
  }
}
