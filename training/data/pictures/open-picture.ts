import { NotFoundError } from '../../../models/errors';
import { openPicture as open, type OpenedPicture, type Orientation, type PictureLimits } from '../../../models/node/pictures/open-picture';
import { pictureName } from '../../../models/node/pictures/picture-source';
import { PictureError } from './picture-error';

/** @throws PictureError when the file is missing or is no picture, here or, where only pixels are broken, in `decode` */
export async function openPicture(file: string | Uint8Array, limits?: PictureLimits): Promise<OpenedPicture> {
  const picture = await asProblem(() => open(file, limits));
  return { ...picture, decode: (options) => asProblem(() => picture.decode(options)) };
}

/** A picture and the size that its annotations are for, where they say it. */
export interface AnnotatedFile {
  readonly file: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Which pixels the annotations are in where the size leaves it open: those of the data set's other pictures. Default: as shown. */
  readonly orientation?: Orientation | undefined;
}

/**
 * Opens a picture in the pixels of its annotations: as shown, or, by tools that leave an orientation out of account, as
 * stored. The size tells which; where both have the same size, or none is said, `orientation` does. With any other size boxes
 * would lie anywhere.
 * @throws PictureError
 */
export async function openAnnotated({ file, width, height, orientation = 'shown' }: AnnotatedFile): Promise<{ readonly picture: OpenedPicture; readonly orientation: Orientation }> {
  const picture = await openPicture(file);
  if (width === undefined || height === undefined) return { picture, orientation };
  const fits = ([orientation, 'shown', 'stored'] as const).find((one) => picture.size[one].width === width && picture.size[one].height === height);
  if (fits !== undefined) return { picture, orientation: fits };
  const { shown } = picture.size;
  throw new PictureError('size differs', `${pictureName(file)}: it is ${shown.width} x ${shown.height}, its annotations are for ${width} x ${height}`);
}

async function asProblem<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PictureError(cause instanceof NotFoundError ? 'missing file' : 'broken picture', message, { cause });
  }
}
