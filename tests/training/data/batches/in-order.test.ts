import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../../training/data/batches/in-order';

describe('inOrder', () => {
  it('keeps the order and never starts more than it may', async () => {
    let started = 0;
    let seen = 0;
    const tasks = Array.from({ length: 20 }, (_, index) => async () => {
      started++;
      await new Promise((resolve) => setTimeout(resolve, index % 3));
      return index;
    });
    for await (const result of inOrder(tasks, 2)) {
      expect(result).toBe(seen++);
      expect(started).toBeLessThanOrEqual(seen + 2);
    }
    expect(seen).toBe(20);
  });

  it('throws a failure when its turn comes', async () => {
    const results: number[] = [];
    const tasks = [() => Promise.resolve(1), () => Promise.reject(new Error('second')), () => Promise.resolve(3)];
    await expect(async () => {
      for await (const result of inOrder(tasks, 5)) results.push(result);
    }).rejects.toThrow('second');
    expect(results).toEqual([1]);
  });
});
