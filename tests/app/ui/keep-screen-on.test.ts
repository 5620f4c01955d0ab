import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepScreenOn } from '../../../app/ui/keep-screen-on';
import { ValueStore } from '../../../app/ui/value-store';

describe('the screen', () => {
  let held: number;
  let requests: number;
  let page: EventTarget & { hidden: boolean };
  const settled = () => new Promise(setImmediate);
  const hide = async (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
    await settled();
  };

  beforeEach(() => {
    [held, requests] = [0, 0];
    page = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('document', page);
    vi.stubGlobal('navigator', {
      wakeLock: {
        request: () => {
          held++;
          requests++;
          const lock = {
            released: false,
            release: () => {
              held--;
              lock.released = true;
              return Promise.resolve();
            },
          };
          return Promise.resolve(lock);
        },
      },
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('stays on while something is looked at and the page is seen, held once', async () => {
    const live = new ValueStore(false);
    const end = keepScreenOn([live], live.get);
    await settled();
    expect(held).toBe(0);
    live.set(true);
    await settled();
    await hide(false);
    expect([held, requests]).toEqual([1, 1]);
    await hide(true);
    expect(held).toBe(0);
    await hide(false);
    expect(held).toBe(1);
    live.set(false);
    await settled();
    expect(held).toBe(0);
    live.set(true);
    live.set(false);
    live.set(true);
    await settled();
    expect(held).toBe(1);
    end();
    await settled();
    expect(held).toBe(0);
  });

  it('is left alone where a browser cannot keep it on', async () => {
    vi.stubGlobal('navigator', {});
    const live = new ValueStore(true);
    const end = keepScreenOn([live], live.get);
    await settled();
    end();
    await settled();
    expect(held).toBe(0);
  });
});
