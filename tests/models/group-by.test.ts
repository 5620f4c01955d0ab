import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupBy } from '../../models/group-by';

it('keeps every item once, in order, under its key', () => {
  fc.assert(fc.property(fc.array(fc.nat(20)), (numbers) => {
    const groups = groupBy(numbers, (number) => number % 3);
    expect([...groups.keys()]).toEqual([...new Set(numbers.map((number) => number % 3))]);
    for (const [key, group] of groups) expect(group).toEqual(numbers.filter((number) => number % 3 === key));
  }));
});
