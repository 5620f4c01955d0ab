import type { Card } from '../../models/artifact/card';
import type { Frame } from '../../models/frames/frame';
import { placeFrame } from '../../models/frames/frame-placement';

/** A frame that holds the pixels of a model's input and nothing more, so that it is made ahead and little of it is kept. */
export async function preparedFrame(frame: Frame, input: Card['input']): Promise<Frame> {
  const { width, height } = frame;
  const pixels = await frame.fitted(placeFrame(frame, input), input.mean);
  return { width, height, fitted: () => pixels, close: () => frame.close() };
}
