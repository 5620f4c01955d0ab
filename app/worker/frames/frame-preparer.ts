import { letterboxPixels } from '../../../models/frames/resize/letterbox-pixels';
import type { Frame } from '../../../models/frames/frame';
import type { Transferable2d } from '../../looker/messages';
import { PictureCanvas } from './picture-canvas';
import { PlaneReader } from './plane-reader';

/** What turns pictures into a network's input; it keeps its canvas and its memory from frame to frame. One frame at a time. */
export class FramePreparer {
  private readonly canvas = new PictureCanvas();
  private readonly planes = new PlaneReader();

  /** A camera's frame or a decoded picture, which is the frame's from here on. */
  frame(image: Transferable2d): Frame {
    const size = 'displayWidth' in image ? { width: image.displayWidth, height: image.displayHeight } : { width: image.width, height: image.height };
    return {
      ...size,
      letterboxed: async (placed, fill) => (await this.planes.read(image, placed, fill)) ?? letterboxPixels(this.canvas.read(image, size, fill), placed, fill),
      close: () => image.close(),
    };
  }
}
