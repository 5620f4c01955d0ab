import type { RawPixels } from './frame';

/** Interleaved bytes to one plane a channel, as they are: an exported model normalises them itself. @param planes [3, height, width], overwritten */
export function fillPlanes(planes: Float32Array, { data, channels }: RawPixels): void {
  const size = planes.length / 3;
  for (let pixel = 0, from = 0; pixel < size; pixel++, from += channels) {
    planes[pixel] = data[from] ?? 0;
    planes[size + pixel] = data[from + 1] ?? 0;
    planes[2 * size + pixel] = data[from + 2] ?? 0;
  }
}
