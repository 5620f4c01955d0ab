import * as tf from '@tensorflow/tfjs-core';
import type { CardInput } from '../artifact/card';
import { InvalidInputError } from '../errors';
import type { RawPixels } from './frame';
import { pictureAt } from '../engine/picture-at';

/** The size of a network's input, and its scale. */
export type NormalizedInput = Pick<CardInput, 'width' | 'height' | 'mean' | 'std'>;

/**
 * Pictures as the network wants them: [n, height, width, 3], (pixel - mean) / std per channel. The caller disposes it.
 * A loop over bytes: on wasm this takes a sixteenth of fromPixels, resize and divide.
 * @param pictures each of the input's size
 * @param into where the numbers may lie as long as the tensor lives; finding and clearing new memory for every picture
 *   takes a browser several times as long as the loop
 */
export function normalizedTensor(pictures: readonly RawPixels[], input: NormalizedInput, into = new Float32Array(pictures.length * numbersOf(input))): tf.Tensor4D {
  pictures.forEach((pixels, picture) => {
    checkPixels(pixels, input);
    normalize(pixels, input, pictureAt(into, picture, pictures.length));
  });
  return tf.tensor4d(into, [pictures.length, input.height, input.width, 3]);
}

/** How many numbers a picture of the size of an input has. */
export const numbersOf = ({ width, height }: Pick<CardInput, 'width' | 'height'>): number => 3 * width * height;

/** @throws InvalidInputError where a picture is not of the size that a model takes */
export function checkPixels(pixels: RawPixels, { width, height }: Pick<CardInput, 'width' | 'height'>): void {
  if (pixels.width === width && pixels.height === height && pixels.data.length === width * height * pixels.channels) return;
  throw new InvalidInputError(
    `Expected ${width} x ${height} pixels, given ${pixels.width} x ${pixels.height} with ${pixels.data.length} bytes of ${pixels.channels} channels.`,
  );
}

/** The same as a plain array. @param into [3 * width * height], filled and returned */
export function normalize(
  { data, channels, width, height }: RawPixels,
  { mean: [red, green, blue], std }: Pick<CardInput, 'mean' | 'std'>,
  into: Float32Array = new Float32Array(3 * width * height),
): Float32Array {
  // A division takes as long as all the rest of the loop.
  const [perRed, perGreen, perBlue] = [1 / std[0], 1 / std[1], 1 / std[2]];
  for (let from = 0, to = 0; to < into.length; from += channels, to += 3) {
    into[to] = ((data[from] ?? 0) - red) * perRed;
    into[to + 1] = ((data[from + 1] ?? 0) - green) * perGreen;
    into[to + 2] = ((data[from + 2] ?? 0) - blue) * perBlue;
  }
  return into;
}
