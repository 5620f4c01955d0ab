import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSize, SizeChooser } from '../../../models/engine/choose-size';

const SIZES = [256, 320, 416, 512];

describe('chooseSize', () => {
  it('takes the largest that fits, and the smallest where none does', () => {
    expect(chooseSize(SIZES, 320, 8)).toBe(512);
    expect(chooseSize(SIZES, 320, 40)).toBe(416);
    expect(chooseSize(SIZES, 320, 100)).toBe(320);
    expect(chooseSize(SIZES, 320, 150)).toBe(256);
    expect(chooseSize(SIZES, 320, 2000)).toBe(256);
  });

  it('fits into whatever budget there is', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), fc.constantFrom(...SIZES), fc.double({ min: 10, max: 1000, noNaN: true }), (msAt320, current, budgetMs) => {
      const runMs = (size: number) => msAt320 * (size / 320) ** 2;
      const chosen = chooseSize(SIZES, current, runMs(current), budgetMs);
      expect(runMs(chosen) <= 1.2 * budgetMs * (1 + 1e-9) || chosen === 256).toBe(true);
    }));
  });

  it('stays where it went, on a device of steady speed', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), fc.constantFrom(...SIZES), (msAt320, start) => {
      const runMs = (size: number) => msAt320 * (size / 320) ** 2;
      const settled = chooseSize(SIZES, start, runMs(start));
      expect(chooseSize(SIZES, settled, runMs(settled))).toBe(settled);
    }));
  });
});

describe('SizeChooser', () => {
  it('waits until it knows, then follows a device that heats up', () => {
    const chooser = new SizeChooser(SIZES);
    let size = 320;
    const run = (count: number, msAt320: number) => {
      for (let index = 0; index < count; index++) size = chooser.ran(size, msAt320 * (size / 320) ** 2) ?? size;
    };
    run(14, 20);
    expect(size).toBe(320);
    run(1, 20);
    expect(size).toBe(512);
    run(15, 80);
    expect(size).toBe(320);
  });

  it('gets smaller however often it has changed, and tries what is larger a few times only', () => {
    const chooser = new SizeChooser(SIZES, { budgetMs: 500, runs: 5 });
    let size = 512;
    const day = (msAt320: number) => {
      for (let run = 0; run < 50; run++) size = chooser.ran(size, msAt320 * (size / 320) ** 2) ?? size;
      return size;
    };
    const seen = Array.from({ length: 8 }, () => [day(1000), day(50)]);
    expect(seen.every(([slow]) => slow === 256)).toBe(true);
    expect(seen.map(([, fast]) => fast)).toEqual([512, 512, 512, 512, 256, 256, 256, 256]);
  });

  it('does not change for ever', () => {
    const chooser = new SizeChooser([256, 512]);
    let [size, changes] = [256, 0];
    for (let run = 0; run < 1000; run++) {
      const next = chooser.ran(size, size === 256 ? 5 : 500);
      if (next === undefined) continue;
      changes++;
      size = next;
    }
    expect(changes).toBeLessThan(10);
  });
});
