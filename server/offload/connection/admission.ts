import type { IncomingMessage } from 'node:http';
import { hostIsKnown } from '../../http/known-hosts';
import type { OffloadSettings } from '../settings';

/**
 * Whether a page of this origin may connect: the server's own, under a name that is known to be its, or one that was
 * allowed. A browser always says which; what is no browser can say anything, and is held off by the token alone.
 */
export function originAllowed({ origin, host }: IncomingMessage['headers'], { origins, hosts }: Pick<OffloadSettings, 'origins' | 'hosts'>): boolean {
  if (origin === undefined) return true;
  if (origins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase() && hostIsKnown(host, hosts);
}

/** Whom a connection counts for. Behind a trusted proxy that is the last address that it has added itself. */
export function addressOf(request: IncomingMessage, { trustProxy }: Pick<OffloadSettings, 'trustProxy'>): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (!trustProxy) return direct;
  const forwarded = [request.headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return forwarded === '' ? direct : forwarded;
}

/** Counts open connections, all and by address. */
export class Turnstile {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: Pick<OffloadSettings, 'connections' | 'connectionsPerAddress'>) {}

  get open(): number {
    return this.total;
  }

  /** @returns whether there was room; then `leave` has to be called once */
  enter(address: string): boolean {
    const mine = this.byAddress.get(address) ?? 0;
    if (this.total >= this.limits.connections || mine >= this.limits.connectionsPerAddress) return false;
    this.total++;
    this.byAddress.set(address, mine + 1);
    return true;
  }

  leave(address: string): void {
    const mine = this.byAddress.get(address) ?? 0;
    if (mine === 0) return;
    this.total--;
    if (mine === 1) this.byAddress.delete(address);
    else this.byAddress.set(address, mine - 1);
  }
}
