import fc from 'fast-check';
import { expect, it } from 'vitest';
import { counted } from '../../../models/graph/format-count';

const PREFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

it('says a count as people read it', () => {
  expect([0, 7, 999, 1000, 12_345, 999_499, 999_600, 2_461_080, 1_237_094_400].map((count) => counted(count)))
    .toEqual(['0', '7', '999', '1.00 k', '12.3 k', '999 k', '1.00 M', '2.46 M', '1.24 G']);
  expect([512, 4096].map((count) => counted(count, 'B'))).toEqual(['512 B', '4.10 kB']);
});

it('is right to three digits', () => {
  fc.assert(fc.property(fc.nat(2 ** 31 - 1), (count) => {
    const [digits = '', prefix = ''] = counted(count).split(' ');
    expect(Math.abs(Number(digits) * (PREFIXES[prefix] ?? NaN) - count)).toBeLessThanOrEqual(0.005 * count);
  }));
});
