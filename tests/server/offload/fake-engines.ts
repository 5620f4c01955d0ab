import { letterbox } from '../../../models/geometry/letterbox';
import type { EngineLoader, FramePredictor } from '../../../server/offload/pool/engines';

/** Engines for tests, which do with a frame what its width says. Pictures are decoded for real. */

/** A width that crashes its thread, and one that hangs it. */
export const CRASHES = 1013;
export const HANGS = 1017;
/** From here on a frame takes as many milliseconds as its width is larger. */
export const SLOW = 2000;

/** A frame of this height is answered without being decoded, for tests of everything else. */
export const UNSEEN_HEIGHT = 7;

/** Answers one box over the whole frame. */
const predictor: FramePredictor = {
  warmUp: () => Promise.resolve(),
  async predict(frame) {
    const { width, height } = frame;
    if (height !== UNSEEN_HEIGHT) await frame.letterboxed(letterbox(frame, { width: 32, height: 32 }), [0, 0, 0]);
    if (width === CRASHES) throw new Error('this frame crashes');
    const until = performance.now() + (width >= SLOW ? width - SLOW : 0);
    while (width === HANGS || performance.now() < until);
    return {
      prediction: { task: 'detection', width, height, detections: [{ categoryId: 1, label: 'whole', score: 1, box: { x: 0, y: 0, width, height } }] },
      timings: { prepareMs: 0, forwardMs: 0, readMs: 0, decodeMs: 0 },
    };
  },
  close: () => undefined,
};

const engine = { description: 'does nothing', open: () => predictor, stop: () => undefined };

export const engines: readonly EngineLoader[] = [
  { name: 'missing', uses: 'one core', start: () => Promise.reject(new Error('it is not installed')) },
  { name: 'instant', uses: 'one core', start: () => Promise.resolve(engine) },
];
