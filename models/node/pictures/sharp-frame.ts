import { existsSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { InvalidInputError, NotFoundError } from '../../errors';
import { letterboxPixels } from '../../resize/letterbox-pixels';
import type { Frame } from '../../runtime/frame';

/**
 * A picture file as a frame, upright: turned as its EXIF orientation says, so that width, height and boxes are those of
 * the picture as it is shown. Any format that sharp reads, the first picture of an animation, colours as sRGB.
 * Only the file's header is read here; pixels are decoded in `letterboxed`, all of them: a decoder that shrinks by itself is
 * faster, each format's in its own way, and a network would not see what it sees on devices.
 * @param file a path, or the file's bytes
 * @throws NotFoundError when there is no such file, InvalidInputError when it is no picture; here or, where only pixels
 * are broken, in `letterboxed`
 */
export async function sharpFrame(file: string | Uint8Array): Promise<Frame> {
  const { width, height } = await told(file, async () => (await open(file).metadata()).autoOrient);
  return {
    width,
    height,
    letterboxed: (placed, fill) => told(file, async () => {
      const [r, g, b] = fill.map(Math.round);
      const upright = open(file).autoOrient().toColourspace('srgb').flatten({ background: { r, g, b } });
      return letterboxPixels({ width, height, channels: 3, data: await upright.raw({ depth: 'uchar' }).toBuffer() }, placed, fill);
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
