import * as tf from '@tensorflow/tfjs-core';
import type { CardInput } from '../artifact/card';
import { InvalidInputError } from '../errors';
import type { RawPixels } from './frame';

/**
 * Pixels as the network wants them: [1, height, width, 3], (pixel - mean) / std per channel. The caller disposes it.
 * A loop over bytes: on wasm this takes a sixteenth of fromPixels, resize and divide.
 */
export function normalizedTensor(pixels: RawPixels, input: CardInput): tf.Tensor4D {
  checkPixels(pixels, input);
  return tf.tensor4d(normalize(pixels, input), [1, input.height, input.width, 3]);
}

/** @throws InvalidInputError where a picture is not of the size that a model takes */
export function checkPixels(pixels: RawPixels, { width, height }: Pick<CardInput, 'width' | 'height'>): void {
  if (pixels.width === width && pixels.height === height && pixels.data.length === width * height * pixels.channels) return;
  throw new InvalidInputError(
    `Expected ${width} x ${height} pixels, given ${pixels.width} x ${pixels.height} with ${pixels.data.length} bytes of ${pixels.channels} channels.`,
  );
}

/** The same as a plain array, for batches. */
export function normalize({ data, channels, width, height }: RawPixels, { mean, std }: Pick<CardInput, 'mean' | 'std'>): Float32Array {
  const values = new Float32Array(width * height * 3);
  const [r, g, b] = mean;
  const [scaleR, scaleG, scaleB] = [1 / std[0], 1 / std[1], 1 / std[2]];
  for (let from = 0, to = 0; to < values.length; from += channels, to += 3) {
    values[to] = ((data[from] ?? 0) - r) * scaleR;
    values[to + 1] = ((data[from + 1] ?? 0) - g) * scaleG;
    values[to + 2] = ((data[from + 2] ?? 0) - b) * scaleB;
  }
  return values;
}
