import type { Size } from '../../models/geometry/box';
import type { Transferable2d } from './messages';

/** A frame's size as it is shown: a camera's frame may be stored turned or with borders. */
export function sizeOf(image: Transferable2d): Size {
  return 'displayWidth' in image ? { width: image.displayWidth, height: image.displayHeight } : { width: image.width, height: image.height };
}
