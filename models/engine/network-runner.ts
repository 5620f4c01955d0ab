import { InvalidInputError } from '../errors';
import type { RawOutputs } from '../tasks/task';
import type { RawPixels } from '../frames/frame';
import { pictureAt } from './picture-at';

/** A network with its weights on an engine: what a Predictor asks for the numbers that a task decodes. */
export interface NetworkRunner {
  /**
   * Runs the network over pictures of the size of its input, all together. One call at a time.
   * @param pictures one, or as many as it was opened for
   * @param now the clock, in milliseconds
   * @throws InvalidInputError for another number of them, or another size
   */
  run(pictures: readonly RawPixels[], now: () => number): Promise<NetworkResult>;
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

/** What was made for each number of pictures that a network is opened for. @throws InvalidInputError for another number */
export function madeFor<T>(made: ReadonlyMap<number, T>, count: number): T {
  const found = made.get(count);
  if (found === undefined) throw new InvalidInputError(`The network was opened for ${[...made.keys()].join(' or ')} pictures at a time, given ${count}.`);
  return found;
}

/** What several pictures gave, one after another in each output, by picture: views of the same memory. @param count how many there are */
export function outputsByPicture(all: RawOutputs, count: number): RawOutputs[] {
  return Array.from({ length: count }, (_, picture) => Object.fromEntries(Object.entries(all).map(([name, numbers]) => [name, pictureAt(numbers, picture, count)])));
}
