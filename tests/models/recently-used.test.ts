import { expect, it } from 'vitest';
import { RecentlyUsed } from '../../models/recently-used';

it('keeps what was used last, and lets go of each other once', () => {
  const gone: string[] = [];
  const kept = new RecentlyUsed<string>(2, (value) => gone.push(value));
  kept.set('a', 'A');
  kept.set('b', 'B');
  expect(kept.get('a')).toBe('A');
  expect(kept.set('c', 'C')).toBe('C');
  expect(gone).toEqual(['B']);
  expect(kept.get('b')).toBeUndefined();
  kept.set('a', 'A2');
  expect(gone).toEqual(['B', 'A']);
  kept.clear();
  expect(gone).toEqual(['B', 'A', 'C', 'A2']);
  expect(kept.size).toBe(0);
});
