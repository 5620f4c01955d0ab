import { describe, expect, it } from 'vitest';
import { ServerTrust } from '../../../../app/offload/policy/server-trust';

describe('ServerTrust', () => {
  it('begins with an answer in time, and not with a late one', () => {
    const reliance = new ServerTrust();
    reliance.asked(0);
    reliance.answered(3000);
    expect(reliance.holds).toBe(false);
    reliance.answered(300);
    expect(reliance.holds).toBe(true);
  });

  it('ends, and says so once, when nothing has answered for too long since the first question', () => {
    const reliance = new ServerTrust();
    reliance.answered(100);
    for (let now = 0; now <= 2000; now += 100) {
      reliance.asked(now);
      expect(reliance.lapsed(now)).toBe(false);
    }
    expect(reliance.lapsed(2001)).toBe(true);
    expect([reliance.lapsed(9000), reliance.holds]).toEqual([false, false]);
  });

  it('outlives a rest, in which nothing is asked', () => {
    const reliance = new ServerTrust();
    reliance.answered(100);
    reliance.asked(0);
    reliance.rest();
    expect([reliance.lapsed(60_000), reliance.holds]).toEqual([false, true]);
    reliance.reset();
    expect(reliance.holds).toBe(false);
  });
});
