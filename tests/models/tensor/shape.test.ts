import { describe, expect, it } from 'vitest';
import { checkShape } from '../../../models/tensor/shape';

describe('checkShape', () => {
  it('gives the named sizes', () => {
    expect(checkShape('x', [2, 8, 8, 3], ['batch', 'side', 'side', 3])).toEqual({ batch: 2, side: 8 });
    expect(checkShape('x', [], [])).toEqual({});
  });

  it('says what was given and expected', () => {
    const message = 'Pictures has shape [2, 8, 9, 3], expected [batch, side, side, 3].';
    expect(() => checkShape('Pictures', [2, 8, 9, 3], ['batch', 'side', 'side', 3])).toThrow(message);
    expect(() => checkShape('x', [2, 4], ['n', 5])).toThrow('[n, 5]');
    expect(() => checkShape('x', [2], ['n', 5])).toThrow('[2]');
    expect(() => checkShape('x', [2, 5, 1], ['n', 5])).toThrow('[2, 5, 1]');
  });
});
