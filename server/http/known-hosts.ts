import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Among the names of a server: it answers to any. */
export const ANY_HOST = '*';

/** Endings that nobody can register: RFC 6761, 6762 and 8375, and ICANN's for private use. */
const PRIVATE_ENDINGS = ['.localhost', '.local', '.internal', '.home.arpa'];

/**
 * Whether a request's Host is this server. Whoever owns a name can let it point here, and a browser then takes a page of
 * theirs for one of ours (DNS rebinding). Nobody owns an address, a name without a dot, or one of a private network; any
 * other has to be named by who runs the server, but for the machine's own.
 * @param host as the header has it, with or without a port; who sends none is no browser
 * @param names as `hostName` writes them
 */
export function hostIsKnown(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined || names.includes(ANY_HOST)) return true;
  const name = hostName(host);
  if (name === undefined) return false;
  return isAddress(name) || !name.includes('.') || PRIVATE_ENDINGS.some((ending) => name.endsWith(ending)) || names.includes(name) || name === hostName(hostname());
}

/** The name in `name`, `name:port` or an origin, as all that mean the same write it; undefined where there is none. */
export function hostName(text: string): string | undefined {
  const [, host = ''] = /^(?:https?:\/\/)?([^/?#@\\\s]+)$/.exec(text) ?? [];
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

const isAddress = (name: string): boolean => isIP(name.replace(/^\[|\]$/g, '')) !== 0;
