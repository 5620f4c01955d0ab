import type { Frame, RawPixels } from '../../../models/frames/frame';
import type { FramePlacement } from '../../../models/frames/frame-placement';
import { fitPixels } from '../../../models/frames/resize/fit-pixels';
import { sizeOf } from '../../looker/size-of';
import type { Transferable2d } from '../../looker/messages';
import { fitPlanes } from './fit-planes';
import { PictureCanvas } from './picture-canvas';
import { PlaneReader } from './plane-reader';

type Colour = readonly [number, number, number];

/** What turns pictures into a network's input; it keeps its canvas and its memory from frame to frame. One frame at a time. */
export class FramePreparer {
  private readonly canvas = new PictureCanvas();
  private readonly planes = new PlaneReader();
  /** One for each time that a frame is fitted: several regions of it may be looked at together. */
  private readonly inputs: Uint8ClampedArray[] = [];

  /** A camera's frame or a decoded picture, which is the frame's from here on. */
  frame(image: Transferable2d): Frame {
    const size = sizeOf(image);
    let planes: ReturnType<PlaneReader['read']> | undefined;
    let drawn: RawPixels | undefined;
    let fitted = 0;
    const fit = async (placed: FramePlacement, fill: Colour): Promise<RawPixels> => {
      const into = this.input(fitted++, placed);
      const read = await (planes ??= this.planes.read(image));
      if (read === undefined) return fitPixels(drawn ??= this.canvas.read(image, size, fill), placed, fill, into);
      fitPlanes(read, placed, fill, into);
      return { ...placed.target, channels: 3, data: into };
    };
    return { ...size, fitted: fit, close: () => image.close() };
  }

  private input(index: number, { target: { width, height } }: FramePlacement): Uint8ClampedArray {
    const length = 3 * width * height;
    const kept = this.inputs[index];
    return kept?.length === length ? kept : (this.inputs[index] = new Uint8ClampedArray(length));
  }
}
