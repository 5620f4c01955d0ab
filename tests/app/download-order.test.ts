import { describe, expect, it } from 'vitest';
import { afterTheFirst, goFirst } from '../../app/download-order';

describe('what is kept for later', () => {
  it('waits for all that goes first, also for what began meanwhile and for what failed', async () => {
    const order: string[] = [];
    let fail: (error: Error) => void = () => undefined;
    let end: () => void = () => undefined;
    goFirst(new Promise((_resolve, reject) => { fail = reject; }));
    const later = afterTheFirst().then(() => order.push('later'));
    goFirst(new Promise<void>((resolve) => { end = resolve; }));
    order.push('model');
    fail(new Error('The network is gone.'));
    await new Promise(setImmediate);
    order.push('engine');
    end();
    await later;
    expect(order).toEqual(['model', 'engine', 'later']);
    await afterTheFirst();
  });
});
