import { createHash, timingSafeEqual } from 'node:crypto';
import type { FailureCode } from '../../../models/protocol/messages';
import type { Log } from '../../log';

/** Wrong tokens that an address may give in a row before it has to wait. */
const FREE_GUESSES = 5;
/** What each of them costs, and so how often one is heard of an address that goes on. */
const PAUSE_MS = 10_000;

/** Lets in who has the token, and slows down who guesses it: more than a few wrong ones of one address are not looked at. */
export class TokenCheck {
  /** By network: when it has paid for its wrong tokens, in milliseconds. */
  private readonly paidAt = new Map<string, number>();

  /** @param expected undefined: everyone is let in */
  constructor(private readonly expected: string | undefined, private readonly log: Pick<Log, 'warn'>) {}

  /** @returns what to tell who is not let in; undefined: let in */
  refuse(given: string | undefined, address: string, now: number): { readonly code: FailureCode; readonly message: string } | undefined {
    if (this.expected === undefined) return undefined;
    const network = networkOf(address);
    const waitMs = (this.paidAt.get(network) ?? now) - now - (FREE_GUESSES - 1) * PAUSE_MS;
    if (waitMs > 0) return { code: 'unavailable', message: `Too many wrong tokens came from this address. Try again in ${Math.ceil(waitMs / 1000)} s.` };
    if (tokenMatches(given, this.expected)) return undefined;
    // A page asks without one to begin with: that is no guess.
    if (given !== undefined) this.charge(network, address, now);
    return { code: 'unauthorized', message: 'This server asks for a token, and this is not it.' };
  }

  private charge(network: string, address: string, now: number): void {
    this.log.warn({ address }, 'a wrong token was given');
    for (const [other, at] of this.paidAt) if (at <= now) this.paidAt.delete(other);
    this.paidAt.set(network, (this.paidAt.get(network) ?? now) + PAUSE_MS);
  }
}

/** Takes equally long whatever was given. */
export function tokenMatches(given: string | undefined, expected: string): boolean {
  return timingSafeEqual(digest(given ?? ''), digest(expected));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who has an IPv6 address has the 2^64 beside it too. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? head : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return groups.slice(0, 4).join(':');
}
