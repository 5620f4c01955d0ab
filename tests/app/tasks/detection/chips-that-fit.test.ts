import { describe, expect, it } from 'vitest';
import { chipsThatFit } from '../../../../app/tasks/detection/chips-that-fit';

const room = { width: 100, gap: 5, rows: 2, restWidth: 20 };

describe('chipsThatFit', () => {
  it('is all of them where they fit', () => {
    expect(chipsThatFit([], room)).toBe(0);
    expect(chipsThatFit([45, 50, 100], room)).toBe(3);
  });

  it('leaves room for the one that stands for the rest', () => {
    expect(chipsThatFit([45, 50, 45, 50, 10], room)).toBe(3);
    expect(chipsThatFit([45, 50, 45, 25, 25], room)).toBe(4);
  });

  it('takes a chip that is wider than a row for a row', () => {
    expect(chipsThatFit([120, 120, 120], room)).toBe(1);
  });
});
