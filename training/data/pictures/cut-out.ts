import type { RawPixels } from '../../../models/frames/frame';
import { intersect, type Box } from '../../../models/geometry/box';

/** A part of a picture as a picture of its own, RGB, in whole pixels; what lies beyond the picture has the colour `fill`, 0 to 255. */
export function cutOut({ width, height, channels, data }: RawPixels, region: Box, fill: readonly [number, number, number]): RawPixels {
  const left = Math.round(region.x);
  const top = Math.round(region.y);
  const size = { width: Math.max(1, Math.round(region.width)), height: Math.max(1, Math.round(region.height)) };
  const pixels = new Uint8ClampedArray(3 * size.width * size.height);
  for (let at = 0; at < pixels.length; at += 3) pixels.set(fill, at);
  const inside = intersect({ x: left, y: top, ...size }, { x: 0, y: 0, width, height });
  for (let y = inside.y; y < inside.y + inside.height; y++) {
    for (let x = inside.x; x < inside.x + inside.width; x++) {
      const from = channels * (y * width + x);
      pixels.set(data.subarray(from, from + 3), 3 * ((y - top) * size.width + x - left));
    }
  }
  return { ...size, channels: 3, data: pixels };
}
