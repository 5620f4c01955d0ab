import sharp, { type Sharp } from 'sharp';
import { FoveaError, InvalidInputError } from '../../errors';
import type { Size } from '../../geometry/box';
import type { RawPixels } from '../../frames/frame';
import { pictureName, type PictureSource, pictureSource, unreadable } from './picture-source';
import { withinSeconds } from './within-seconds';

/** What one picture may cost. */
export interface PictureLimits {
  /** Width times height. */
  readonly pixels: number;
  /** To read its header, and again to decode it. */
  readonly seconds: number;
}

export const defaultPictureLimits: PictureLimits = { pixels: 0x3fff ** 2, seconds: 60 };

/** A picture as viewers show it, turned as its EXIF orientation says, or as its bytes lie in the file. */
export type Orientation = 'shown' | 'stored';

type Colour = readonly [number, number, number];

export interface DecodeOptions {
  readonly orientation: Orientation;
  /** What shows through where the picture is transparent, RGB, 0 to 255. */
  readonly background: Colour;
  /** Shrunk to it, by the decoder where that can do so and by a triangle filter. By default the picture keeps its size up to `WHOLE_PIXELS`. */
  readonly size?: Size | undefined;
}

export interface DecodedPicture extends RawPixels {
  readonly channels: 3;
  readonly data: Uint8Array;
}

/** A picture whose header was read. */
export interface OpenedPicture {
  readonly size: Readonly<Record<Orientation, Size>>;
  /** RGB, colours as sRGB, 8 bits. @throws InvalidInputError where the pixels are damaged or take too long */
  decode(options: DecodeOptions): Promise<DecodedPicture>;
}

/** Pictures with more pixels are shrunk while they are decoded: a network looks at a fraction, and all of them may be gigabytes. */
const WHOLE_PIXELS = 2 ** 25;
const SHRUNK_SIDE = 4096;

/**
 * Every picture that this side of the house reads, it reads here: for training, evaluation, prediction, drawings and the
 * server by the same rules, which are the page's. Of an animation the first picture.
 * @param file a path, or the file's bytes
 * @throws NotFoundError when there is no such file, InvalidInputError that says what is wrong with it
 */
export async function openPicture(file: string | Uint8Array, limits: PictureLimits = defaultPictureLimits): Promise<OpenedPicture> {
  const tooLong = (): Error => unreadable(pictureName(file), `it takes more than ${limits.seconds} seconds`);
  return withinSeconds(limits.seconds, open(file, limits, tooLong), tooLong);
}

async function open(file: string | Uint8Array, limits: PictureLimits, tooLong: () => Error): Promise<OpenedPicture> {
  const source = await pictureSource(file);
  const { width, height, autoOrient, channels } = await told(source, () => sharp(source.input, { limitInputPixels: false }).metadata());
  if (width * height > limits.pixels) {
    throw unreadable(source.name, `it is too large, ${width} x ${height} pixels; expected at most ${Math.round(limits.pixels / 1e6)} million`);
  }
  const size = { shown: { width: autoOrient.width, height: autoOrient.height }, stored: { width, height } };
  return {
    size,
    decode: ({ orientation, background, size: wanted = decodedSize(size[orientation]) }) => withinSeconds(limits.seconds, told(source, async () => {
      // An incomplete file counts as broken: half of a picture would be grey.
      const picture = sharp(source.input, { failOn: 'error', limitInputPixels: limits.pixels });
      // Grey with transparency: else the background would be made grey too. Decoders do not shrink pictures by themselves under it.
      if (channels === 2) picture.pipelineColourspace('srgb');
      if (orientation === 'shown') picture.autoOrient();
      return decode(source.name, resized(picture, size[orientation], wanted), background, limits);
    }), tooLong),
  };
}

async function decode(name: string, picture: Sharp, background: Colour, { seconds }: PictureLimits): Promise<DecodedPicture> {
  const [r, g, b] = background.map(Math.round);
  const { data, info } = await picture
    .toColourspace('srgb')
    .flatten({ background: { r, g, b } })
    // Ends work that nobody waits for any more, where the decoder lets itself be asked.
    .timeout({ seconds: Math.min(3600, Math.ceil(seconds) + 1) })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3) throw unreadable(name, `it has ${channels} channels of colour; expected 3`);
  return { width, height, channels, data };
}

const resized = (picture: Sharp, whole: Size, size: Size): Sharp =>
  size.width === whole.width && size.height === whole.height ? picture : picture.resize({ ...size, fit: 'fill', kernel: 'linear' });

function decodedSize(whole: Size): Size {
  if (whole.width * whole.height <= WHOLE_PIXELS) return whole;
  const shrink = Math.min(1, SHRUNK_SIDE / Math.max(whole.width, whole.height));
  return { width: Math.max(1, Math.round(shrink * whole.width)), height: Math.max(1, Math.round(shrink * whole.height)) };
}

/** What libvips throws, in words about the file. */
async function told<T>(source: PictureSource, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof FoveaError) throw cause;
    const { message } = await source.whyDamaged();
    throw new InvalidInputError(message, { cause });
  }
}
