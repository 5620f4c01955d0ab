import { expect, it } from 'vitest';
import { Traffic } from '../../../../app/offload/policy/traffic';

it('averages what leaves over the last moments, and is never 0 while a picture a second leaves', () => {
  const traffic = new Traffic();
  for (let second = 0; second < 10; second++) {
    traffic.add(1000 * second, 6000);
    for (const later of [0, 500, 999]) {
      const perSecond = traffic.perSecond(1000 * second + later);
      expect(perSecond).toBeGreaterThan(4000);
      expect(perSecond).toBeLessThanOrEqual(12_000);
    }
  }
  expect(traffic.perSecond(20_000)).toBe(0);
});

it('counts a first picture as a second\'s worth, and nothing once it has stopped', () => {
  const traffic = new Traffic();
  traffic.add(100, 5000);
  expect(traffic.perSecond(110)).toBe(5000);
  traffic.stop();
  expect(traffic.perSecond(120)).toBe(0);
});
