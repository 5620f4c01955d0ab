import type { RawPixels } from '../runtime/frame';
import type { Letterbox } from './letterbox';
import { resizePixels } from './resize-pixels';

/** Puts a picture into the target of a letterbox, RGB; whatever lies outside has the colour `fill` (0 to 255). Alpha is dropped. */
export function letterboxPixels(pixels: RawPixels, placed: Letterbox, fill: readonly [number, number, number]): RawPixels {
  const { target, padX, padY } = placed;
  const resized = resizePixels(pixels, placed);
  const data = new Uint8ClampedArray(target.width * target.height * 3);
  for (let at = 0; at < data.length; at++) data[at] = fill[at % 3] ?? 0;
  for (let y = 0; y < resized.height; y++) {
    for (let x = 0; x < resized.width; x++) {
      const from = (y * resized.width + x) * resized.channels;
      const to = ((y + padY) * target.width + x + padX) * 3;
      for (let c = 0; c < 3; c++) data[to + c] = resized.data[from + c] ?? 0;
    }
  }
  return { width: target.width, height: target.height, channels: 3, data };
}
