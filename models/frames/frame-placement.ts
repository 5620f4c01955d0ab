import { InvalidInputError } from '../errors';
import { clip, intersect, scale, type Box, type Size } from '../geometry/box';
import type { FitInput, FrameFit } from './frame-fit';

/** Where a frame lies in a network's input: a part of it, resized, the rest of the input filled. Whole pixels on both sides. */
export interface FramePlacement {
  readonly source: Size;
  /** The input. */
  readonly target: Size;
  /** What of the source is seen, in its pixels. */
  readonly part: Box;
  /** That part, resized, within the target. */
  readonly padX: number;
  readonly padY: number;
  readonly width: number;
  readonly height: number;
  /** Target pixels per source pixel. They differ a little even where proportions are kept, for the resized part has whole pixels. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Places a frame as an input wants it.
 * @param region the part of the frame to look at, in its pixels; it may reach past the edges, where nothing is. Default: all of it
 * @throws InvalidInputError for a region that shares no pixel with the frame
 */
export function placeFrame(source: Size, input: FitInput, region: Box = wholeOf(source)): FramePlacement {
  const { target, window, into } = FITS[input.fit ?? 'letterbox'](wholePixels(region), input);
  const part = intersect(window, wholeOf(source));
  if (!(part.width > 0 && part.height > 0)) {
    throw new InvalidInputError(`The region ${region.width} x ${region.height} at (${region.x}, ${region.y}) shows nothing of a frame of ${source.width} x ${source.height} pixels.`);
  }
  const [padX, width] = along(into.x, into.width, window.x, window.width, part.x, part.width);
  const [padY, height] = along(into.y, into.height, window.y, window.height, part.y, part.height);
  return { source: { width: source.width, height: source.height }, target, part, padX, padY, width, height, scaleX: width / part.width, scaleY: height / part.height };
}

/** The whole picture in a target, resized to fit with its proportions kept, centred. */
export const letterbox = (source: Size, { width, height }: Size): FramePlacement => placeFrame(source, { width, height });

/** A box in source pixels to input pixels. */
export function toInput({ part, scaleX, scaleY, padX, padY }: FramePlacement, box: Box): Box {
  const scaled = scale({ ...box, x: box.x - part.x, y: box.y - part.y }, scaleX, scaleY);
  return { ...scaled, x: scaled.x + padX, y: scaled.y + padY };
}

/** A box in input pixels to source pixels, clipped to the picture. */
export const toSource = (placed: FramePlacement, box: Box): Box => clip(toSourceUnclipped(placed, box), placed.source);

/** The same with what reaches over the picture's border. */
export function toSourceUnclipped({ part, scaleX, scaleY, padX, padY }: FramePlacement, box: Box): Box {
  const scaled = scale({ ...box, x: box.x - padX, y: box.y - padY }, 1 / scaleX, 1 / scaleY);
  return { ...scaled, x: scaled.x + part.x, y: scaled.y + part.y };
}

/** What of the source's plane, in its pixels, goes where in a target. */
interface Fitted {
  readonly target: Size;
  readonly window: Box;
  readonly into: Box;
}

const DEFAULT_STRIDE = 32;

const FITS: Readonly<Record<FrameFit, (region: Box, input: FitInput) => Fitted>> = {
  letterbox: (region, { width, height }) => ({ target: { width, height }, window: region, into: centred({ width, height }, region) }),
  stretch: (region, { width, height }) => filling({ width, height }, region),
  crop: (region, { width, height, cropShare = 1 }) => {
    const perPixel = cropShare * Math.min(region.width / width, region.height / height);
    const shown = { width: Math.max(1, Math.round(width * perPixel)), height: Math.max(1, Math.round(height * perPixel)) };
    const [x, y] = [region.x + Math.floor((region.width - shown.width) / 2), region.y + Math.floor((region.height - shown.height) / 2)];
    return filling({ width, height }, { x, y, ...shown });
  },
  free: (region, { width, height, stride = DEFAULT_STRIDE, longestSide = 2 * Math.min(width, height) }) => {
    const fit = Math.min(Math.min(width, height) / Math.min(region.width, region.height), longestSide / Math.max(region.width, region.height));
    const most = Math.floor(longestSide / stride);
    const side = (length: number) => stride * Math.min(most, Math.max(1, Math.round((length * fit) / stride)));
    return filling({ width: side(region.width), height: side(region.height) }, region);
  },
};

const wholeOf = ({ width, height }: Size): Box => ({ x: 0, y: 0, width, height });
const filling = (target: Size, window: Box): Fitted => ({ target, window, into: wholeOf(target) });

function wholePixels({ x, y, width, height }: Box): Box {
  return { x: Math.round(x), y: Math.round(y), width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

/** As large in the target as its proportions allow. */
function centred(target: Size, shown: Size): Box {
  const fit = Math.min(target.width / shown.width, target.height / shown.height);
  const width = Math.min(target.width, Math.max(1, Math.round(shown.width * fit)));
  const height = Math.min(target.height, Math.max(1, Math.round(shown.height * fit)));
  return { x: Math.floor((target.width - width) / 2), y: Math.floor((target.height - height) / 2), width, height };
}

/** Where a part of a window begins, and how long it is, in whole target pixels, one at least. */
function along(into: number, intoLength: number, window: number, windowLength: number, part: number, partLength: number): [pad: number, length: number] {
  const at = (position: number) => Math.round(((position - window) * intoLength) / windowLength);
  const begin = Math.min(at(part), intoLength - 1);
  return [into + begin, Math.max(1, at(part + partLength) - begin)];
}
