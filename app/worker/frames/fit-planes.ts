import type { FramePlacement } from '../../../models/frames/frame-placement';
import { fillBands } from '../../../models/frames/resize/fill-bands';
import { resizerOf } from '../../../models/frames/resize/resizer-of';
import type { ByteRows } from '../../../models/frames/resize/resize-row';
import type { YuvToRgb } from './yuv-to-rgb';

/** A picture of 4:2:0 as cameras give it: a byte of luma for every pixel, one of each chroma for every two by two. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly luma: ByteRows;
  /** U and V, a plane each (I420) or in turn in one (NV12). */
  readonly chroma: readonly [u: ByteRows, v: ByteRows] | readonly [uv: ByteRows];
  readonly colours: YuvToRgb;
}

/**
 * Puts a picture where a placement has it, as `fitPixels` does, and turns it into RGB. Each plane is resized as it is: half
 * of the bytes that RGB has, and colours are worked out for the small picture only, where a canvas converts the large one.
 * @param into [3 * target.width * target.height]; the bands around the picture are filled too
 */
export function fitPlanes({ width, height, luma, chroma: [u, v], colours }: Planes, placed: FramePlacement, fill: readonly [number, number, number], into: Uint8ClampedArray): void {
  const { target, padX, padY } = placed;
  const { black, scale, redOfV, greenOfU, greenOfV, blueOfU } = colours;
  const lumaResizer = resizerOf(placed, { width, height }, 1);
  const chromaResizer = resizerOf(placed, { width: width / 2, height: height / 2 }, v === undefined ? 2 : 1);
  const [greys, us, vs] = [new Float32Array(placed.width), new Float32Array(placed.width), new Float32Array(placed.width)];
  fillBands(into, placed, fill);
  for (let y = 0; y < placed.height; y++) {
    lumaResizer.row(luma, y, greys);
    if (v === undefined) {
      chromaResizer.row(u, y, us, vs);
    } else {
      chromaResizer.row(u, y, us);
      chromaResizer.row(v, y, vs);
    }
    for (let x = 0, to = 3 * ((padY + y) * target.width + padX); x < placed.width; x++, to += 3) {
      const grey = ((greys[x] ?? 0) - black) * scale;
      const ofU = (us[x] ?? 0) - 128;
      const ofV = (vs[x] ?? 0) - 128;
      into[to] = grey + redOfV * ofV;
      into[to + 1] = grey + greenOfU * ofU + greenOfV * ofV;
      into[to + 2] = grey + blueOfU * ofU;
    }
  }
}
