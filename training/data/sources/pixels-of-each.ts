import { inOrder } from '../batches/in-order';
import { openPicture } from '../pictures/open-picture';
import { PictureError } from '../pictures/picture-error';
import type { OpenedPicture } from '../../../models/node/pictures/open-picture';
import type { Problems } from '../problems';

/** libvips decodes on threads of its own. */
const AHEAD = 8;

export interface PixelsOfEach {
  /** One picture after another, RGB. */
  readonly pixels: Uint8Array;
  /** The files' indices, in the order of their pixels. */
  readonly kept: readonly number[];
}

/**
 * Decodes pictures of one size into memory.
 * @param length bytes of one of them
 * @param read its pixels, of that length @throws PictureError for a picture that is to be left out
 * @param problems gathers what was left out
 */
export async function pixelsOfEach(files: readonly string[], length: number, read: (picture: OpenedPicture, file: string) => Promise<Uint8Array>, problems: Problems): Promise<PixelsOfEach> {
  const pixels = new Uint8Array(files.length * length);
  const kept: number[] = [];
  const tasks = files.map((file, index) => async () => {
    try {
      return { index, read: await read(await openPicture(file), file) };
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.add(error.kind, error.message);
      return undefined;
    }
  });
  for await (const picture of inOrder(tasks, AHEAD)) {
    if (picture !== undefined) pixels.set(picture.read, length * (kept.push(picture.index) - 1));
  }
  return { pixels: pixels.subarray(0, kept.length * length), kept };
}
