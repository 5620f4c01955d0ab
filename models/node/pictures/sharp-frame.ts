import { existsSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { InvalidInputError, NotFoundError } from '../../errors';
import { letterboxPixels } from '../../geometry/letterbox-pixels';
import type { Frame } from '../../runtime/frame';

export interface SharpFrameOptions {
  /**
   * Shrinks every format alike, as devices do. A format's decoder, left to shrink by itself, is faster and does so in
   * another way: of WebP it moves scores near a threshold by up to a fifth.
   */
  readonly asDevices?: boolean;
}

/**
 * A picture file as a frame, upright: turned as its EXIF orientation says, so that width, height and boxes are those of
 * the picture as it is shown. Any format that sharp reads, the first picture of an animation, colours as sRGB.
 * Only the file's header is read here; pixels are decoded in `letterboxed`.
 * @param file a path, or the file's bytes
 * @throws NotFoundError when there is no such file, InvalidInputError when it is no picture; here or, where only pixels
 * are broken, in `letterboxed`
 */
export async function sharpFrame(file: string | Uint8Array, { asDevices = false }: SharpFrameOptions = {}): Promise<Frame> {
  const { width, height } = await told(file, async () => (await open(file).metadata()).autoOrient);
  return {
    width,
    height,
    letterboxed: (placed, fill) => told(file, async () => {
      const { target, padX, padY } = placed;
      const [r, g, b] = fill.map(Math.round);
      const upright = open(file).autoOrient().toColourspace('srgb').flatten({ background: { r, g, b } });
      // libvips moves a picture that it enlarges by up to half a pixel to the right and down.
      if (placed.width > width || placed.height > height) {
        return letterboxPixels({ width, height, channels: 3, data: await upright.raw({ depth: 'uchar' }).toBuffer() }, placed, fill);
      }
      const data = await upright
        // Linear interpolation over all source pixels that an output pixel covers, as in training.
        .resize({ width: placed.width, height: placed.height, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: !asDevices })
        .extend({ left: padX, top: padY, right: target.width - padX - placed.width, bottom: target.height - padY - placed.height, background: { r, g, b } })
        .raw({ depth: 'uchar' })
        .toBuffer();
      return { width: target.width, height: target.height, channels: 3, data };
    }),
    close: () => undefined,
  };
}

/** An incomplete file counts as broken: half of a picture would be grey. */
const open = (file: string | Uint8Array): Sharp => sharp(file, { failOn: 'error' });

/** libvips' own message is no evidence of what went wrong: its threads share one, and take it from one another. */
async function told<T>(file: string | Uint8Array, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const name = typeof file === 'string' ? file : 'this picture';
    if (typeof file === 'string' && !existsSync(file)) throw new NotFoundError(`${name}: there is no such file.`, { cause });
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`${name}: it cannot be read as a picture (${message.split('\n')[0] ?? ''}).`, { cause });
  }
}
