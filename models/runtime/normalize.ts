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

/** The same as a plain array, for batches. A byte has 256 values: looking them up takes an eighth of working them out. */
export function normalize({ data, channels, width, height }: RawPixels, { mean, std }: Pick<CardInput, 'mean' | 'std'>): Float32Array {
  const values = new Float32Array(width * height * 3);
  const [reds, greens, blues] = [normalizedBytes(mean[0], std[0]), normalizedBytes(mean[1], std[1]), normalizedBytes(mean[2], std[2])];
  for (let from = 0, to = 0; to < values.length; from += channels, to += 3) {
    values[to] = reds[data[from] ?? 0] ?? 0;
    values[to + 1] = greens[data[from + 1] ?? 0] ?? 0;
    values[to + 2] = blues[data[from + 2] ?? 0] ?? 0;
  }
  return values;
}

/** What each value of a byte becomes. */
const normalizedBytes = (mean: number, std: number): Float32Array => Float32Array.from({ length: 256 }, (_, byte) => (byte - mean) * (1 / std));
