import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyFrame, framesAtRate } from '../../../app/whole-file/every-frame';

const never = new AbortController().signal;

/** A video whose pictures begin at these times. */
function videoOf(beginsS: readonly number[], lengthS: number) {
  const open = new Set<unknown>();
  let seeks = 0;
  return {
    lengthS,
    open,
    get seeks() {
      return seeks;
    },
    at: (timeS: number) => {
      seeks++;
      const image = { width: 1, height: 1, close: () => open.delete(image) };
      open.add(image);
      return Promise.resolve({ image, timeS: beginsS.findLast((beginS) => beginS <= timeS) ?? 0 });
    },
  };
}

const timesOf = async (frames: AsyncGenerator<{ readonly timeS: number; readonly image: { close(): void } }>) => {
  const timesS: number[] = [];
  for await (const { timeS, image } of frames) {
    timesS.push(timeS);
    image.close();
  }
  return timesS;
};

/** Times of pictures, as containers round them. */
const steady = (rate: number, count: number) => Array.from({ length: count }, (_, index) => Math.round((1000 * index) / rate) / 1000);

describe('every frame of a video', () => {
  it('comes once and in its order, whatever the rate', async () => {
    await fc.assert(fc.asyncProperty(fc.double({ min: 1, max: 120, noNaN: true }), fc.integer({ min: 1, max: 200 }), async (rate, count) => {
      const beginsS = steady(rate, count);
      expect(await timesOf(everyFrame(videoOf(beginsS, count / rate), never))).toEqual(beginsS);
    }));
  });

  it('comes also where pictures stand for longer now and then', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), async (lengths) => {
      // The first is the shortest; all are whole sixtieths.
      const beginsS = [0, 1 / 60];
      for (const length of lengths) beginsS.push((beginsS.at(-1) ?? 0) + length / 60);
      expect(await timesOf(everyFrame(videoOf(beginsS, (beginsS.at(-1) ?? 0) + 1), never))).toEqual(beginsS);
    }));
  });

  it('costs one seek each once their length is known', async () => {
    const video = videoOf(steady(30, 300), 10);
    await timesOf(everyFrame(video, never));
    expect(video.seeks).toBeLessThan(310);
    expect(video.open.size).toBe(0);
  });
});

describe('frames at a rate', () => {
  it('are those that are shown then, none twice', async () => {
    const video = videoOf(steady(30, 90), 3);
    expect(await timesOf(framesAtRate(video, 10, never))).toEqual(steady(10, 30));
    const slow = videoOf(steady(4, 12), 3);
    expect(await timesOf(framesAtRate(slow, 10, never))).toEqual(steady(4, 12));
    expect(slow.open.size).toBe(0);
  });
});
