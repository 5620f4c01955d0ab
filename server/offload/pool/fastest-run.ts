import { runMs } from '../../../models/prediction/stages';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import type { FramePredictor } from '../../../models/engine/engine';

const TIMED_RUNS = 3;

/** Milliseconds of a run for so many frames. The fastest of a few: what else the machine does falls on all but that. */
export async function fastestRun(predictor: FramePredictor, together = 1): Promise<number> {
  const frame = pixelFrame({ width: 64, height: 64, channels: 3, data: new Uint8Array(64 * 64 * 3) });
  let fastestMs = Infinity;
  for (let run = 0; run < TIMED_RUNS; run++) {
    const [result] = await predictor.predictTogether(new Array(together).fill({ frame }));
    if (result !== undefined) fastestMs = Math.min(fastestMs, runMs(result.timings));
  }
  return fastestMs;
}
