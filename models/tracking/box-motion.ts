import type { Box, Size } from '../geometry/box';
import { Motion } from './motion';
import type { OneEuroOptions } from './one-euro-filter';

/** In longest sides of the picture: a still box of a detector trembles by a hundredth, a hand crosses the picture in a second. */
const FILTER: OneEuroOptions = { minCutoff: 1, beta: 30, derivativeCutoff: 2 };

/** Where a box is at any time, from where it was seen now and then. Centre and size are filtered apart. */
export class BoxMotion {
  private readonly motion: Motion;

  constructor(box: Box, picture: Size, seenAtMs: number) {
    this.motion = new Motion(FILTER, toVector(box), longest(picture), seenAtMs);
  }

  /** @param picture what the box's pixels are pixels of; @param drawnAtMs since when the answer can be drawn */
  see(box: Box, picture: Size, seenAtMs: number, drawnAtMs: number): void {
    const { width, height } = box;
    this.motion.see(toVector(box), [width, height, width, height], longest(picture), seenAtMs, drawnAtMs);
  }

  /** Where to draw it. */
  at(timeMs: number): Box {
    return toBox(this.motion.at(timeMs));
  }

  /** Where the thing itself is thought to be. */
  expectedAt(timeMs: number): Box {
    return toBox(this.motion.expectedAt(timeMs));
  }
}

const toVector = ({ x, y, width, height }: Box): readonly number[] => [x + width / 2, y + height / 2, width, height];

function toBox([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Box {
  const [w, h] = [Math.max(0, width), Math.max(0, height)];
  return { x: x - w / 2, y: y - h / 2, width: w, height: h };
}

const longest = ({ width, height }: Size): number => Math.max(width, height);
