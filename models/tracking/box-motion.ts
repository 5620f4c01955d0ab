import type { Box, Size } from '../geometry/box';
import { OneEuroFilter, type OneEuroOptions } from './one-euro-filter';

/** In longest sides of the picture: a still box of a detector trembles by a hundredth, a hand crosses the picture in a second. */
const FILTER: OneEuroOptions = { minCutoff: 1, beta: 30, derivativeCutoff: 2 };
/** Sizes a second below which a speed is taken for the detector's tremble. */
const TREMBLE = 0.25;
/** A box goes on with its speed for about so long and then stands: what is not seen again has no speed that one knows. */
const MOMENTUM_MS = 700;
/** The step from where a box was drawn to where a new answer puts it is spread over about so long. */
const EASE_MS = 60;

/** Centre and size. */
type Vector = Record<'x' | 'y' | 'width' | 'height', number>;
const ZERO: Vector = { x: 0, y: 0, width: 0, height: 0 };

/**
 * Where a box is at any time, from where it was seen now and then: smoothed, carried on with its speed between
 * answers (an answer is late by the time that it took), and never jumping. Centre and size are filtered apart.
 */
export class BoxMotion {
  private readonly filters: Record<keyof Vector, OneEuroFilter>;
  private place: Vector;
  private speed: Vector = ZERO;
  private seenAtMs: number;
  /** What was drawn less what the newest answer says, which fades. */
  private leap: Vector = ZERO;
  private leapAtMs = 0;

  constructor(box: Box, picture: Size, seenAtMs: number) {
    this.filters = { x: new OneEuroFilter(FILTER), y: new OneEuroFilter(FILTER), width: new OneEuroFilter(FILTER), height: new OneEuroFilter(FILTER) };
    this.place = this.filtered(box, picture, seenAtMs);
    this.seenAtMs = seenAtMs;
  }

  /** @param picture what the box's pixels are pixels of; @param drawnAtMs since when the answer can be drawn */
  see(box: Box, picture: Size, seenAtMs: number, drawnAtMs: number): void {
    const drawn = toVector(this.at(drawnAtMs));
    const unit = longest(picture);
    this.place = this.filtered(box, picture, seenAtMs);
    this.seenAtMs = seenAtMs;
    this.speed = each((part) => beyondTremble(this.filters[part].speed * unit, part === 'x' || part === 'width' ? box.width : box.height));
    const path = this.pathAt(drawnAtMs);
    this.leap = each((part) => drawn[part] - path[part]);
    this.leapAtMs = drawnAtMs;
  }

  /** Where to draw it. */
  at(timeMs: number): Box {
    const left = Math.exp(-Math.max(0, timeMs - this.leapAtMs) / EASE_MS);
    const path = this.pathAt(timeMs);
    return toBox(each((part) => path[part] + this.leap[part] * left));
  }

  /** Where the thing itself is thought to be. */
  expectedAt(timeMs: number): Box {
    return toBox(this.pathAt(timeMs));
  }

  private pathAt(timeMs: number): Vector {
    const gone = Math.max(0, timeMs - this.seenAtMs);
    const way = (MOMENTUM_MS / 1000) * Math.tanh(gone / MOMENTUM_MS); // seconds at full speed
    return each((part) => this.place[part] + this.speed[part] * way);
  }

  private filtered(box: Box, picture: Size, atMs: number): Vector {
    const unit = longest(picture);
    const seen = toVector(box);
    return each((part) => unit * this.filters[part].filter(seen[part] / unit, atMs));
  }
}

/** Speeds well above the tremble stay, those below vanish, with no step between (a Wiener gain). */
function beyondTremble(speed: number, size: number): number {
  const tremble = TREMBLE * size;
  return speed === 0 ? 0 : speed * (speed ** 2 / (speed ** 2 + tremble ** 2));
}

const toVector = ({ x, y, width, height }: Box): Vector => ({ x: x + width / 2, y: y + height / 2, width, height });

function toBox({ x, y, width, height }: Vector): Box {
  const [w, h] = [Math.max(0, width), Math.max(0, height)];
  return { x: x - w / 2, y: y - h / 2, width: w, height: h };
}

const longest = ({ width, height }: Size): number => Math.max(width, height);

function each(value: (part: keyof Vector) => number): Vector {
  return { x: value('x'), y: value('y'), width: value('width'), height: value('height') };
}
