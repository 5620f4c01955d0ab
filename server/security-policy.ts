import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface PolicyOptions {
  /** As the browser names this server: `localhost:3000`. */
  readonly host: string | undefined;
  /** Which inline scripts may run: hashes of them, or a nonce that they carry. */
  readonly inlineScripts: readonly string[];
  /** Next's development mode compiles with eval and writes inline scripts that no one can know beforehand. */
  readonly development: boolean;
}

/**
 * Nothing is loaded from, or sent to, any other origin. Styles may be inline: the components set them as attributes.
 * Same-origin websockets are named one by one because older Safari does not count them to 'self'.
 */
export function contentSecurityPolicy({ host, inlineScripts, development }: PolicyOptions): string {
  const sockets = host !== undefined && /^[\w.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...(development ? ["'unsafe-inline'", "'unsafe-eval'"] : inlineScripts)],
    'style-src': ["'self'", "'unsafe-inline'"],
    'connect-src': ["'self'", 'blob:', ...sockets],
    'worker-src': ["'self'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');
}

/**
 * Sets the policy of every answer. A page rendered at build time is allowed its own inline scripts by hash; one that is
 * rendered now gets a nonce, which Next takes from the request's header and writes into its scripts.
 * @param prerendered hashes by path, of `readPrerenderedPages`
 */
export function securityPolicy(prerendered: ReadonlyMap<string, readonly string[]>, development: boolean) {
  const notFound = prerendered.get('/_not-found') ?? [];
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { host } = request.headers;
    const hashes = prerendered.get(pathOf(request.url ?? '/'));
    const inlineScripts = hashes ?? [`'nonce-${randomBytes(16).toString('base64')}'`, ...notFound];
    const policy = contentSecurityPolicy({ host, inlineScripts, development });
    if (hashes === undefined) request.headers['content-security-policy'] = policy;
    else delete request.headers['content-security-policy'];
    response.setHeader('Content-Security-Policy', policy);
  };
}

function pathOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '/';
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
