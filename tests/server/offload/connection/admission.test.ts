import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originAllowed, Turnstile } from '../../../../server/offload/connection/admission';
import { TokenBucket } from '../../../../server/offload/connection/token-bucket';

describe('originAllowed', () => {
  it.each([
    ['https://fovea.example', 'fovea.example', true],
    ['http://localhost:3000', 'localhost:3000', true],
    ['http://localhost:3000', 'LOCALHOST:3000', true],
    ['http://[::1]:3000', '[::1]:3000', true],
    [undefined, 'fovea.example', true],
    ['https://friend.example', 'fovea.example', true],
    ['https://friend.example', 'evil.example', true],
    ['http://evil.example:3000', 'evil.example:3000', false],
    ['https://fovea.example.evil.example', 'fovea.example', false],
    ['http://localhost:3001', 'localhost:3000', false],
    ['null', 'fovea.example', false],
    ['https://fovea.example', undefined, false],
  ])('a page of %s at %s: %s', (origin, host, allowed) => {
    expect(originAllowed({ ...(origin === undefined ? {} : { origin }), ...(host === undefined ? {} : { host }) }, { origins: ['https://friend.example'], hosts: ['fovea.example'] })).toBe(allowed);
  });
});

it('never lets more in than there may be, of all and of one address, and forgets who left', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.constantFrom('a', 'b', 'c')), { maxLength: 60 }), (steps) => {
    const turnstile = new Turnstile({ connections: 4, connectionsPerAddress: 2 });
    const inside: string[] = [];
    for (const [enters, address] of steps) {
      if (enters) {
        const room = inside.length < 4 && inside.filter((other) => other === address).length < 2;
        expect(turnstile.enter(address)).toBe(room);
        if (room) inside.push(address);
      } else if (inside.includes(address)) {
        turnstile.leave(address);
        inside.splice(inside.indexOf(address), 1);
      }
      expect(turnstile.open).toBe(inside.length);
    }
  }));
});

it('lets through the rate on average, after a burst of a second', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 50, maxLength: 400 }), (rate, gaps) => {
    const bucket = new TokenBucket(rate, 0);
    let now = 0;
    let passed = 0;
    for (const gap of gaps) {
      now += gap;
      if (bucket.take(now)) passed++;
    }
    expect(passed).toBeLessThanOrEqual(rate + (now / 1000) * rate + 1e-6);
    expect(passed).toBeGreaterThanOrEqual(Math.min(gaps.length, Math.floor(Math.min(rate, gaps.length))));
  }));
});
