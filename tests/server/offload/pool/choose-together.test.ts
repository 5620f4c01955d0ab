import { expect, it } from 'vitest';
import { chooseTogether, TOGETHER } from '../../../../server/offload/pool/choose-together';
import type { FramePredictor } from '../../../../models/engine/engine';

/** A predictor that says how long its runs take, and whether it was closed. */
function predictorOf(aloneMs: number, togetherMs: number) {
  const seen = { closed: 0 };
  const predictor: FramePredictor = {
    warmUp: () => Promise.resolve(),
    predictTogether: (looks) => Promise.resolve(looks.map(({ frame: { width, height } }) => ({
      prediction: { task: 'detection', width, height, detections: [] },
      timings: { prepare: 0, forward: looks.length === 1 ? aloneMs : togetherMs, read: 0, decode: 0 },
    }))),
    close: () => seen.closed++,
  };
  return { predictor, seen };
}

it.each([[10, 40, 1], [10, 33, 1], [10, 31, TOGETHER], [10, 11, TOGETHER], [10, 60, 1]])('where a frame takes %s ms and four together %s ms, %s are looked at in one run', async (alone, together, expected) => {
  const { predictor, seen } = predictorOf(alone, together);
  const opened: number[] = [];
  const open = (count: number) => {
    opened.push(count);
    return Promise.resolve(predictor);
  };
  expect(await chooseTogether({ roomy: true }, open)).toBe(expected);
  expect([opened, seen.closed]).toEqual([[TOGETHER], 1]);
});

it('an engine that one picture fills is not measured', async () => {
  expect(await chooseTogether({}, () => Promise.reject(new Error('not to be opened')))).toBe(1);
});
