import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerSelection } from '../../../app/offload/server-selection';
import type { Select } from '../../../models/protocol/messages';
import { tinyCard } from '../../models/artifact/tiny-card';

const SIZES = [256, 320, 416, 512];
const cardAt = (width: number) => tinyCard({ name: 'm', input: { ...tinyCard().input, width, height: width, sizes: SIZES } });

/** A server that does as it is told. */
function served() {
  const asked: Select[] = [];
  const selection = new ServerSelection((select) => {
    asked.push(select);
    selection.selected(cardAt(typeof select.size === 'number' ? select.size : select.size === 'largest' ? 512 : 320));
  });
  return { selection, asked, size: () => selection.card?.input.width ?? 0 };
}

describe('ServerSelection', () => {
  it('begins with the largest size, and settles at one with which the server answers in time, where there is one', () => {
    fc.assert(fc.property(fc.double({ min: 5, max: 3000, noNaN: true }), (msAt512) => {
      const { selection, size } = served();
      selection.want({ model: 'm', size: 'automatic', serverOnly: false, lowestScore: 0.05 });
      expect(size()).toBe(512);
      const latencyMs = (side: number) => msAt512 * (side / 512) ** 2;
      for (let frame = 0; frame < 100; frame++) selection.answered(latencyMs(size()));
      const settled = size();
      if (latencyMs(256) < 500) expect(latencyMs(settled)).toBeLessThan(620);
      else expect(settled).toBe(256);
      for (const larger of SIZES.filter((side) => side > settled)) expect(latencyMs(larger)).toBeGreaterThan(0.74 * 500);
    }));
  });

  it('makes way when the server has no time: a frame that it let go counts as a slow one', () => {
    const { selection, size } = served();
    selection.want({ model: 'm', size: 'automatic', serverOnly: false, lowestScore: 0.05 });
    for (let frame = 0; frame < 20; frame++) selection.answered(200);
    expect(size()).toBe(512);
    for (let frame = 0; frame < 20; frame++) selection.answered();
    expect(size()).toBe(256);
  });

  it('stays at the size that a person chose, however long it takes', () => {
    const { selection, asked, size } = served();
    expect(selection.want({ model: 'm', size: 416, serverOnly: true, lowestScore: 0.05 })).toBe('model');
    for (let frame = 0; frame < 50; frame++) selection.answered();
    expect([size(), asked.length]).toEqual([416, 1]);
    expect(selection.want({ model: 'm', size: 416, serverOnly: true, lowestScore: 0.05 })).toBe('nothing');
    expect(selection.want({ model: 'm', size: 'automatic', serverOnly: true, lowestScore: 0.05 })).toBe('size');
    expect(size()).toBe(512);
    expect(selection.want({ model: 'm', size: undefined, serverOnly: true, lowestScore: 0.05 })).toBe('size');
    expect(size()).toBe(320);
  });
});
