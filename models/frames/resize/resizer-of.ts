import type { Box, Size } from '../../geometry/box';
import { RecentlyUsed } from '../../recently-used';
import type { FramePlacement } from '../frame-placement';
import { PlaneResizer } from './plane-resizer';

/** Planes of one source: luma and chroma, or copies of it of several sizes. */
const MOST_PLANES = 4;

/** Working out weights takes a part of a frame's time, and they are the same for every frame of one size: they live as long as its placement. */
const resizers = new WeakMap<FramePlacement, RecentlyUsed<PlaneResizer>>();

/**
 * What resizes a plane of a frame to where it lies in the input.
 * @param plane its size: the frame's, half of it, or a smaller copy's
 * @param channels bytes of each of its pixels
 */
export function resizerOf(placement: FramePlacement, plane: Size, channels: number): PlaneResizer {
  let made = resizers.get(placement);
  if (made === undefined) resizers.set(placement, made = new RecentlyUsed(MOST_PLANES));
  const key = `${plane.width}x${plane.height}x${channels}`;
  return made.get(key) ?? made.set(key, new PlaneResizer(plane, placement, channels, partOf(placement, plane)));
}

/** What of the plane is seen. Multiplied first, so that all of the source is all of the plane, to the last bit. */
const partOf = ({ source, part }: FramePlacement, { width, height }: Size): Box => ({
  x: (part.x * width) / source.width,
  y: (part.y * height) / source.height,
  width: (part.width * width) / source.width,
  height: (part.height * height) / source.height,
});
