import { expect, it, vi } from 'vitest';
import type { Transferable2d } from '../../../../app/looker/messages';
import { tee } from '../../../../app/sources/feed/tee';
import type { FrameSink } from '../../../../app/sources/feed/frame-sink';

/** As much of a frame as whoever hands it on needs; it knows how many of it are open. */
class CountedFrame {
  constructor(private readonly open: { count: number }) {
    open.count++;
  }
  clone(): CountedFrame {
    return new CountedFrame(this.open);
  }
  close(): void {
    this.open.count--;
  }
}

const frameOf = (open: { count: number }) => new CountedFrame(open) as unknown as Transferable2d;
function sink(free: boolean) {
  const looked: Transferable2d[] = [];
  const skipped = vi.fn();
  const one: FrameSink = { free, look: (frame) => looked.push(frame), skip: skipped, watch: () => undefined, unwatch: () => undefined };
  return { one, looked, skipped };
}

it('hands each sink a copy of its own, and no frame is left open', async () => {
  const open = { count: 0 };
  const [a, b] = [sink(true), sink(false)];
  const both = tee([a.one, b.one]);
  expect(both.free).toBe(true);
  both.look(frameOf(open));
  await vi.waitFor(() => expect([a.looked.length, b.looked.length]).toEqual([1, 1]));
  expect(a.looked[0]).not.toBe(b.looked[0]);
  expect(open.count).toBe(2);
  for (const frame of [...a.looked, ...b.looked]) frame.close();
  expect(open.count).toBe(0);

  both.skip();
  expect([a.skipped, b.skipped].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect(tee([b.one]).free).toBe(false);
  tee([]).look(frameOf(open));
  expect(open.count).toBe(0);
});

it('takes no stream, which has one reader', () => {
  expect(() => tee([sink(true).one]).watch(new ReadableStream(), 30)).toThrow(/single frames/);
});
