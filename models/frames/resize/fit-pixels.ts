import type { FramePlacement } from '../frame-placement';
import type { RawPixels } from '../frame';
import { fillBands } from './fill-bands';
import { resizerOf } from './resizer-of';

/**
 * Puts a picture where a placement has it, RGB; whatever lies outside has the colour `fill` (0 to 255). Alpha is dropped.
 * @param pixels the placement's source, or a copy of it of another size
 * @param into [3 * target.width * target.height], which the result then has for its data; new memory if left out
 */
export function fitPixels({ width, height, channels, data }: RawPixels, placed: FramePlacement, fill: readonly [number, number, number], into?: Uint8ClampedArray): RawPixels {
  const { target, padX, padY } = placed;
  const pixels = into ?? new Uint8ClampedArray(3 * target.width * target.height); // rounds and clamps
  fillBands(pixels, placed, fill);
  const resizer = resizerOf(placed, { width, height }, channels);
  const rows = { bytes: data, offset: 0, stride: channels * width };
  const [reds, greens, blues] = [new Float32Array(placed.width), new Float32Array(placed.width), new Float32Array(placed.width)];
  for (let y = 0; y < placed.height; y++) {
    resizer.row(rows, y, reds, greens, blues);
    for (let x = 0, to = 3 * ((padY + y) * target.width + padX); x < placed.width; x++, to += 3) {
      pixels[to] = reds[x] ?? 0;
      pixels[to + 1] = greens[x] ?? 0;
      pixels[to + 2] = blues[x] ?? 0;
    }
  }
  return { width: target.width, height: target.height, channels: 3, data: pixels };
}
