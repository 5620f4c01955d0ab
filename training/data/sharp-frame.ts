import { NotFoundError } from '../../models/errors';
import type { Frame } from '../../models/runtime/frame';
import { sharpFrame as openFrame } from '../../models/node/pictures/sharp-frame';
import { PictureError } from './picture-error';

/** A picture of a data set as a frame. @throws PictureError when the file is missing or is no picture, here or, where only pixels are broken, in `letterboxed` */
export async function sharpFrame(file: string | Uint8Array): Promise<Frame> {
  const frame = await asProblem(() => openFrame(file));
  return { ...frame, letterboxed: (placed, fill) => asProblem(async () => frame.letterboxed(placed, fill)) };
}

async function asProblem<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PictureError(cause instanceof NotFoundError ? 'missing file' : 'broken picture', message, { cause });
  }
}
