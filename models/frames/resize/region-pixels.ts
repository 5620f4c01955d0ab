import type { Box, Size } from '../../geometry/box';
import type { RawPixels } from '../frame';

/**
 * Cuts a region out of a picture and resizes it to `size`, RGB; what lies outside the picture has the colour `fill` (0 to 255).
 * Resized as whole pictures are (see PlaneResizer): the mean of what a pixel covers where it shrinks, bilinear where it grows.
 * @param region in pixels of the picture, its edges anywhere, inside or outside
 */
export function regionPixels({ width, height, channels, data }: RawPixels, region: Box, size: Size, fill: readonly [number, number, number]): RawPixels {
  const columns = regionSamples(region.x, region.width, width, size.width);
  const rows = regionSamples(region.y, region.height, height, size.height);
  const pixels = new Uint8ClampedArray(3 * size.width * size.height); // rounds and clamps
  const row = new Float32Array(channels * width);
  for (let y = 0; y < size.height; y++) {
    const down = rows[y];
    if (down === undefined) continue;
    addRows(row, data, down);
    for (let x = 0, to = 3 * y * size.width; x < size.width; x++, to += 3) {
      const across = columns[x];
      if (across === undefined) continue;
      const outside = 1 - across.sum * down.sum;
      let [red, green, blue] = [outside * fill[0], outside * fill[1], outside * fill[2]];
      for (let tap = 0, from = channels * across.first; tap < across.weights.length; tap++, from += channels) {
        const weight = across.weights[tap] ?? 0;
        red += weight * (row[from] ?? 0);
        green += weight * (row[from + 1] ?? 0);
        blue += weight * (row[from + 2] ?? 0);
      }
      pixels[to] = red;
      pixels[to + 1] = green;
      pixels[to + 2] = blue;
    }
  }
  return { ...size, channels: 3, data: pixels };
}

/** What a pixel of the result is made of along one axis: weights of the picture's pixels from `first` on; what is missing to 1 lies outside. */
interface Samples {
  readonly first: number;
  readonly weights: readonly number[];
  readonly sum: number;
}

/**
 * @param start where the region begins, in pixels
 * @param length of the region, in pixels
 * @param available pixels of the picture
 * @param count pixels of the result
 */
export function regionSamples(start: number, length: number, available: number, count: number): Samples[] {
  const step = length / count;
  return Array.from({ length: count }, (_, index) => {
    const centre = start + (index + 0.5) * step;
    // A triangle of the width of a pixel is bilinear interpolation between centres.
    const weightOf = step < 1
      ? (pixel: number) => Math.max(0, 1 - Math.abs(pixel + 0.5 - centre))
      : (pixel: number) => Math.max(0, Math.min(pixel + 1, centre + step / 2) - Math.max(pixel, centre - step / 2)) / step;
    const reach = step < 1 ? 1 : step / 2;
    const first = Math.max(0, Math.floor(centre - reach));
    const end = Math.min(available, Math.ceil(centre + reach));
    const weights = Array.from({ length: Math.max(0, end - first) }, (__, tap) => weightOf(first + tap));
    return { first, weights, sum: weights.reduce((sum, weight) => sum + weight, 0) };
  });
}

function addRows(row: Float32Array, data: RawPixels['data'], { first, weights }: Samples): void {
  row.fill(0);
  weights.forEach((weight, tap) => {
    const from = (first + tap) * row.length;
    for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + weight * (data[from + i] ?? 0);
  });
}
