import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenCheck, tokenMatches } from '../../../../server/offload/connection/token-check';

const TOKEN = 'the token of this server';

/** A check, and the addresses that it has written down. */
function check(expected: string | undefined = TOKEN) {
  const logged: unknown[] = [];
  const tokens = new TokenCheck(expected, { warn: (...line: unknown[]) => logged.push(line) });
  return { logged, refuse: (given: string | undefined, address = '192.0.2.7', now = 0) => tokens.refuse(given, address, now)?.code };
}

it('takes exactly the token that was set, and any where none was', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (given, expected) => {
    expect(tokenMatches(given, expected)).toBe(given === expected);
    expect(new TokenCheck(undefined, { warn: () => undefined }).refuse(given, 'a', 0)).toBeUndefined();
  }));
  expect(tokenMatches(undefined, 'token')).toBe(false);
});

describe('who guesses a token', () => {
  it('is heard five times, and then once in ten seconds, however often it asks; each guess is logged by its address alone', () => {
    const { refuse, logged } = check();
    expect(Array.from({ length: 8 }, () => refuse('guess'))).toEqual([...Array<string>(5).fill('unauthorized'), ...Array<string>(3).fill('unavailable')]);
    // Then not even the right one is: it would be found as well.
    expect(refuse(TOKEN)).toBe('unavailable');
    let heard = 0;
    for (let now = 0; now < 600_000; now += 10) if (refuse('guess', undefined, now) === 'unauthorized') heard++;
    expect(heard).toBe(59);
    expect(logged).toHaveLength(5 + heard);
    expect(JSON.stringify(logged)).not.toContain('guess');
    expect(logged[0]).toEqual([{ address: '192.0.2.7' }, 'a wrong token was given']);
  });

  it('keeps nobody else out, and not even those beside it who have the token once it rests', () => {
    const { refuse } = check();
    for (let i = 0; i < 9; i++) refuse('guess');
    expect(refuse(TOKEN, '192.0.2.8')).toBeUndefined();
    expect(refuse(TOKEN, '192.0.2.7', 10_001)).toBeUndefined();
  });

  it('has one network of IPv6, whatever its address there', () => {
    const { refuse } = check();
    for (let i = 0; i < 5; i++) refuse('guess', `2001:db8:0:1::${i}`);
    expect(refuse('guess', '2001:db8:0:1:ffff::1')).toBe('unavailable');
    expect(refuse('guess', '2001:db8:0:2::1')).toBe('unauthorized');
    expect(refuse('guess', '2001:db8::1')).toBe('unauthorized');
    expect(refuse(TOKEN, '::ffff:192.0.2.7')).toBeUndefined();
  });

  it('is not a page that asks without one to begin with', () => {
    const { refuse, logged } = check();
    for (let i = 0; i < 20; i++) expect(refuse(undefined)).toBe('unauthorized');
    expect(logged).toEqual([]);
  });
});
