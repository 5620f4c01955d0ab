import { InvalidInputError } from '../errors';
import type { RawOutputs } from '../tasks/task';
import type { CardInput } from '../artifact/card';
import type { RawPixels } from '../frames/frame';
import { checkPixels } from '../frames/normalize';
import type { Size } from '../geometry/box';
import { pictureAt } from './picture-at';

/** A network with its weights on an engine: what a Predictor asks for the numbers that a task decodes. */
export interface NetworkRunner {
  /**
   * Runs the network over pictures of the size of its input, all together; of any one size where that is free. One call at a time.
   * @param pictures one, or as many as it was opened for
   * @param now the clock, in milliseconds
   * @param conditions what the network takes beside each picture, where it does: other numbers are no other network
   * @throws InvalidInputError for another number of them, or another size
   */
  run(pictures: readonly RawPixels[], now: () => number, conditions?: readonly Float32Array[]): Promise<NetworkResult>;
  /** Frees what it holds. */
  close(): void;
}

export interface NetworkResult {
  /** Of each picture. */
  readonly outputs: readonly RawOutputs[];
  /** When the input was made. */
  readonly preparedAt: number;
  /** When the network had run, or was under way on an engine that works on its own. */
  readonly forwardedAt: number;
}

/** What a runner makes is for pictures of one size, so many at once. Networks whose input is free keep what was made for the last few shapes. */
export const MOST_SHAPES = 4;

/** How many pictures a network takes at once, and of which size. */
export interface InputShape extends Size {
  readonly count: number;
}

export const shapeKey = ({ count, width, height }: InputShape): string => `${count}x${height}x${width}`;

/**
 * The shape of a run's input.
 * @param together how many pictures the network was opened for, besides one alone
 * @throws InvalidInputError for another number of pictures, or one of another size than the input's or, where that is free, the first one's
 */
export function inputShape(pictures: readonly RawPixels[], { width, height, fit }: Pick<CardInput, 'width' | 'height' | 'fit'>, together: number): InputShape {
  const count = pictures.length;
  const [first] = pictures;
  if (first === undefined || (count !== 1 && count !== together)) {
    throw new InvalidInputError(`The network was opened for ${[...new Set([1, together])].join(' or ')} pictures at a time, given ${count}.`);
  }
  const shape = fit === 'free' ? { count, width: first.width, height: first.height } : { count, width, height };
  for (const pixels of pictures) checkPixels(pixels, shape);
  return shape;
}

/**
 * What a run's pictures are taken with, one after another.
 * @param each how many numbers the network takes beside a picture
 * @throws InvalidInputError for others than that, of as many as there are pictures
 */
export function joinConditions(conditions: readonly Float32Array[], count: number, each: number): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(count * each);
  if (each === 0) return numbers;
  if (conditions.length !== count || conditions.some(({ length }) => length !== each)) {
    throw new InvalidInputError(`The network takes ${each} numbers beside each of ${count} pictures, given ${conditions.map(({ length }) => length).join(', ') || 'none'}.`);
  }
  conditions.forEach((condition, picture) => numbers.set(condition, picture * each));
  return numbers;
}

/** What several pictures gave, one after another in each output, by picture: views of the same memory. @param count how many there are */
export function outputsByPicture(all: RawOutputs, count: number): RawOutputs[] {
  return Array.from({ length: count }, (_, picture) => Object.fromEntries(Object.entries(all).map(([name, numbers]) => [name, pictureAt(numbers, picture, count)])));
}
