import type { Letterbox } from '../../models/geometry/letterbox';
import type { YuvToRgb } from './yuv-to-rgb';

/** A picture of 4:2:0 as cameras give it: a byte of luma for every pixel, one of each chroma for every two by two. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly luma: { readonly bytes: Uint8Array; readonly stride: number };
  /** Bytes of U and V, each from its own first sample on; `step` bytes from one sample to the next: 1 for I420, 2 for NV12. */
  readonly chroma: { readonly u: Uint8Array; readonly v: Uint8Array; readonly stride: number; readonly step: 1 | 2 };
}

/**
 * Shrinks a picture into a letterbox and turns it into RGB in one pass: each pixel is the mean of the luma it covers, with
 * the chroma of its middle. Colours are worked out for the small picture only, where a canvas converts the large one first.
 * @param into [3 * target.width * target.height]; the bands around the picture are filled too
 */
export function letterboxPlanes({ width, height, luma, chroma }: Planes, placed: Letterbox, fill: readonly [number, number, number], colours: YuvToRgb, into: Uint8ClampedArray): void {
  const { target, padX, padY } = placed;
  const { black, scale, redOfV, greenOfU, greenOfV, blueOfU } = colours;
  const columns = spans(width, placed.width);
  const rows = spans(height, placed.height);
  if (placed.width < target.width || placed.height < target.height) fillWith(into, fill);
  for (let y = 0; y < placed.height; y++) {
    const [top, bottom] = [rows[y] ?? 0, rows[y + 1] ?? 0];
    const chromaRow = ((top + bottom) >> 2) * chroma.stride;
    let to = 3 * ((padY + y) * target.width + padX);
    for (let x = 0; x < placed.width; x++) {
      const [left, right] = [columns[x] ?? 0, columns[x + 1] ?? 0];
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        const start = row * luma.stride;
        for (let at = start + left; at < start + right; at++) sum += luma.bytes[at] ?? 0;
      }
      const grey = (sum / ((bottom - top) * (right - left)) - black) * scale;
      const sample = chromaRow + ((left + right) >> 2) * chroma.step;
      const [u, v] = [(chroma.u[sample] ?? 128) - 128, (chroma.v[sample] ?? 128) - 128];
      into[to] = grey + redOfV * v;
      into[to + 1] = grey + greenOfU * u + greenOfV * v;
      into[to + 2] = grey + blueOfU * u;
      to += 3;
    }
  }
}

/** Where each of `count` pixels begins among `length` that are no fewer, and where the last one ends. */
const spans = (length: number, count: number): Int32Array => Int32Array.from({ length: count + 1 }, (_, index) => Math.floor((index * length) / count));

function fillWith(into: Uint8ClampedArray, [red, green, blue]: readonly [number, number, number]): void {
  for (let to = 0; to < into.length; to += 3) {
    into[to] = red;
    into[to + 1] = green;
    into[to + 2] = blue;
  }
}
