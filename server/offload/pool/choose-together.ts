import type { FramePredictor } from '../../../models/engine/engine';
import type { ServerEngine } from './engines';
import { fastestRun } from './fastest-run';

/** Frames of one run: more of them gain little, and the first one waits for the last. */
export const TOGETHER = 4;
/** A run together has to be so many times as fast as the frames one by one: what is gained must outweigh that wait. */
const LEAST_GAIN = 1.25;

/**
 * How many frames of several clients an engine should look at in one run.
 * @param open opens a model for so many at once, warm
 * @returns `TOGETHER` where it gains, else 1
 */
export async function chooseTogether({ roomy = false }: Pick<ServerEngine, 'roomy'>, open: (together: number) => Promise<FramePredictor>): Promise<number> {
  if (!roomy) return 1;
  const predictor = await open(TOGETHER);
  try {
    const gain = (TOGETHER * (await fastestRun(predictor))) / (await fastestRun(predictor, TOGETHER));
    return gain >= LEAST_GAIN ? TOGETHER : 1;
  } finally {
    predictor.close();
  }
}
