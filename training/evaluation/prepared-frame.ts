import type { Card } from '../../models/artifact/card';
import type { Frame } from '../../models/frames/frame';
import { letterbox } from '../../models/frames/letterbox';

/** A frame that holds the pixels of a model's input and nothing more, so that it is made ahead and little of it is kept. */
export async function preparedFrame(frame: Frame, input: Pick<Card['input'], 'width' | 'height' | 'mean'>): Promise<Frame> {
  const { width, height } = frame;
  const pixels = await frame.letterboxed(letterbox(frame, input), input.mean);
  return { width, height, letterboxed: () => pixels, close: () => frame.close() };
}
