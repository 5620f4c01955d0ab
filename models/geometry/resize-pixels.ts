import type { RawPixels } from '../runtime/frame';
import type { Size } from './box';

/**
 * Resizes a picture by bilinear interpolation where it grows and by the same triangle, widened to cover the source pixels of
 * an output pixel, where it shrinks (no aliasing). A plain loop: for tests, and where no canvas and no sharp is at hand.
 */
export function resizePixels(pixels: RawPixels, { width, height }: Size): RawPixels {
  const { channels } = pixels;
  const columns = filterTaps(pixels.width, width);
  const narrow = new Float32Array(pixels.height * width * channels);
  for (let y = 0; y < pixels.height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const [i, weight] of weights.entries()) sum += weight * (pixels.data[(y * pixels.width + first + i) * channels + c] ?? 0);
        narrow[(y * width + x) * channels + c] = sum;
      }
    }
  }
  const data = new Uint8ClampedArray(height * width * channels); // rounds and clamps
  const rowLength = width * channels;
  for (const [y, { first, weights }] of filterTaps(pixels.height, height).entries()) {
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (const [i, weight] of weights.entries()) sum += weight * (narrow[(first + i) * rowLength + at] ?? 0);
      data[y * rowLength + at] = sum;
    }
  }
  return { width, height, channels, data };
}

interface Taps {
  readonly first: number;
  /** Of the source pixels from `first` on; they add up to 1. */
  readonly weights: readonly number[];
}

/** What every output pixel reads along an axis. */
function filterTaps(from: number, to: number): Taps[] {
  const step = from / to;
  const reach = Math.max(1, step);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(from - 1, Math.floor(centre + reach));
    const raw = Array.from({ length: last - first + 1 }, (_, at) => Math.max(0, 1 - Math.abs(first + at - centre) / reach));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}
