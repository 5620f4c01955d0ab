import { fitPixels } from '../../frames/resize/fit-pixels';
import type { Frame } from '../../frames/frame';
import { openPicture, type OpenedPicture, type Orientation } from './open-picture';

/**
 * A picture file as a frame, upright: turned as its EXIF orientation says, so that width, height and boxes are those of
 * the picture as it is shown. Only the file's header is read here.
 * @param file a path, or the file's bytes
 * @throws NotFoundError when there is no such file, InvalidInputError when it is no picture; here or, where only pixels
 * are broken, in `fitted`
 */
export const sharpFrame = async (file: string | Uint8Array): Promise<Frame> => pictureFrame(await openPicture(file));

/**
 * An opened picture as a frame. Its pixels are decoded in `fitted`, all of them unless they are very many: a decoder
 * that shrinks by itself is faster, each format's in its own way, and a network would not see what it sees on devices.
 */
export function pictureFrame(picture: OpenedPicture, orientation: Orientation = 'shown'): Frame {
  return {
    ...picture.size[orientation],
    fitted: async (placed, fill) => fitPixels(await picture.decode({ orientation, background: fill }), placed, fill),
    close: () => undefined,
  };
}
