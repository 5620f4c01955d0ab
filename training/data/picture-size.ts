import sharp from 'sharp';
import type { Size } from '../../models/geometry/box';
import { PictureError } from './picture-error';

/** The size of a picture as it is shown, from its header. @throws PictureError */
export async function pictureSize(file: string): Promise<Size> {
  try {
    const { autoOrient: { width, height } } = await sharp(file).metadata();
    return { width, height };
  } catch (cause) {
    throw new PictureError('broken picture', `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
