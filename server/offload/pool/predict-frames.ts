import { InvalidInputError } from '../../../models/errors';
import { encodePicture } from '../../../models/node/pictures/encode-picture';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { DROP_REASONS } from '../../../models/protocol/messages';
import type { PredictRequest } from '../../../models/predictor';
import type { FramePredictor } from '../../../models/engine/engine';
import type { Answered, FrameToSee, Outcome, Rejected } from './messages';

/** A frame with the time, of this process's `performance.now`, until which an answer is of use. */
export interface TimelyFrame extends FrameToSee {
  readonly deadlineAt: number;
}

export interface PredictFramesOptions {
  /** The most pixels that a picture may have. */
  readonly pixels: number;
  /** How long it took to open the model. */
  readonly openedMs: number;
}

/** A frame that is not looked at, and why. */
class UnfitFrameError extends InvalidInputError {
  constructor(readonly reason: 'too_many_pixels' | 'late', message: string) {
    super(message);
  }
}

/**
 * Looks at frames together; at each by itself where one of them cannot be looked at, so that it costs no other its answer.
 * @returns what became of each, in their order
 * @throws what is no picture's fault
 */
export async function predictFrames(predictor: FramePredictor, frames: readonly TimelyFrame[], options: PredictFramesOptions): Promise<readonly Outcome[]> {
  try {
    return await predictTogether(predictor, frames, options);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    if (frames.length === 1) return [rejected(error instanceof UnfitFrameError ? error.reason : 'undecodable', error.message)];
  }
  const outcomes: Outcome[] = [];
  for (const frame of frames) outcomes.push(...(await predictFrames(predictor, [frame], options)));
  return outcomes;
}

export const rejected = (reason: Rejected['reason'], message: string): Rejected => ({ type: 'rejected', reason, message });
export const isLate = ({ deadlineAt }: TimelyFrame): boolean => performance.now() > deadlineAt;

/** @throws InvalidInputError for a frame that cannot be looked at */
async function predictTogether(predictor: FramePredictor, frames: readonly TimelyFrame[], { pixels, openedMs }: PredictFramesOptions): Promise<readonly Answered[]> {
  const start = performance.now();
  const requests = await Promise.all(frames.map((frame) => openFrame(frame, pixels)));
  const headersReadMs = performance.now() - start;
  const results = await predictor.predictTogether(requests);
  const answeredAt = performance.now();
  const encoded = await Promise.all(results.map(async ({ prediction, timings }) => ({ prediction: await encodePicture(prediction), timings })));
  const encodedMs = performance.now() - answeredAt;
  return encoded.map(({ prediction, timings: { prepare = 0, decode = 0, ...timings } }) =>
    ({ type: 'answered', prediction, stages: { open: openedMs, prepare: headersReadMs + prepare, ...timings, decode: decode + encodedMs }, together: frames.length }));
}

async function openFrame(frame: TimelyFrame, pixels: number): Promise<PredictRequest> {
  if (isLate(frame)) throw new UnfitFrameError('late', DROP_REASONS.late);
  const { picture, width, height, options } = frame;
  const decoded = await sharpFrame(picture);
  if (decoded.width * decoded.height > pixels) {
    throw new UnfitFrameError('too_many_pixels', `The picture has ${decoded.width} x ${decoded.height} pixels; at most ${pixels} are taken.`);
  }
  // The picture may be a smaller copy of the frame: it is resized from its own pixels to where the frame would lie.
  return { frame: { ...decoded, width, height }, options };
}
