import type { DecodedPicture, Orientation } from '../../../models/node/pictures/open-picture';
import type { ColourMap } from './colour-map';
import { openAnnotated } from '../pictures/open-picture';
import { PictureRows } from '../pictures/picture-rows';
import type { Placement } from './placement';

/** How a network wants its colours: RGB, on the 0 to 255 scale. */
export interface InputColours {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

export interface RenderOptions {
  readonly colour?: ColourMap | undefined;
  /** Which pixels `placement` is in where the picture's size leaves it open; see `openAnnotated`. */
  readonly orientation?: Orientation | undefined;
}

/**
 * Decodes a picture and puts it where `placement` says; the rest has the mean colour, which is 0.
 * @returns [height, width, 3] RGB, (pixel - mean) / std
 * @throws PictureError when the file is not there, is broken, or has another size than `placement.source`
 */
export async function renderPlaced(file: string, placement: Placement, colours: InputColours, options: RenderOptions = {}): Promise<Float32Array<ArrayBuffer>> {
  const pixels = await decodeShrunk(file, placement, colours, options.orientation);
  const image = new Float32Array(placement.target.width * placement.target.height * 3);
  paint(image, pixels, placement, colours, options.colour);
  return image;
}

/**
 * The picture as RGB bytes, shrunk to the size it is placed at. Decoders that can do so shrink by themselves: WebP's to the
 * mean of what a pixel covers, as while predicting, JPEG's by halves, and a triangle filter does the rest. That takes about
 * two thirds of the time, and is about a grey level from what `fitPixels` makes, on average; augmentation changes
 * them by far more. Where a picture grows it keeps its size here: libvips moves one that it enlarges by up to half a pixel.
 */
async function decodeShrunk(file: string, { source, width, height }: Placement, { mean }: InputColours, untold?: Orientation): Promise<DecodedPicture> {
  const { picture, orientation } = await openAnnotated({ file, ...source, orientation: untold });
  return picture.decode({ orientation, background: mean, size: { width: Math.min(width, source.width), height: Math.min(height, source.height) } });
}

/** Enlarges, cuts, colours, mirrors and normalises, row by row. */
function paint(image: Float32Array, pixels: DecodedPicture, placement: Placement, { mean, std }: InputColours, colour: ColourMap = unchanged): void {
  const { target, padX, padY, width, height, flip } = placement;
  const [m0, m1, m2] = mean;
  const [s0, s1, s2] = [1 / std[0], 1 / std[1], 1 / std[2]];
  const [rr = 1, rg = 0, rb = 0, r0 = 0, gr = 0, gg = 1, gb = 0, g0 = 0, br = 0, bg = 0, bb = 1, b0 = 0] = colour;
  // What is in view, in target pixels.
  const left = Math.max(0, padX);
  const right = Math.min(target.width, padX + width);
  const bottom = Math.min(target.height, padY + height);
  const rows = new PictureRows(pixels, { width, height }, { from: left - padX, to: right - padX });
  const step = flip ? -3 : 3;
  for (let y = Math.max(0, padY); y < bottom; y++) {
    const row = rows.at(y - padY);
    let to = (y * target.width + (flip ? target.width - 1 - left : left)) * 3;
    for (let from = 0; from < row.length; from += 3, to += step) {
      const r = row[from] ?? 0;
      const g = row[from + 1] ?? 0;
      const b = row[from + 2] ?? 0;
      image[to] = (toByteRange(rr * r + rg * g + rb * b + r0) - m0) * s0;
      image[to + 1] = (toByteRange(gr * r + gg * g + gb * b + g0) - m1) * s1;
      image[to + 2] = (toByteRange(br * r + bg * g + bb * b + b0) - m2) * s2;
    }
  }
}

const unchanged: ColourMap = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);

const toByteRange = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
