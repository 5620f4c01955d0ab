import type { BoxMask } from '../../../models/geometry/box-mask';
import { MOST_BLUR, scaledTo, type Compositor, type Layers } from './compositor';
import { coveringShare } from './gl-compositor';

/** Side of the picture that is enlarged again as a blurred one, at least: the stronger, the smaller. */
const SHARPEST_SIDE = 320;

/** The same without WebGL 2, with what any canvas can: edges are the mask's own, and a blur is a small picture enlarged. */
export class CanvasCompositor implements Compositor {
  private readonly whole = layer();
  private readonly person = layer();
  private readonly small = layer();
  private readonly maskLayer = layer();
  private shownMask: BoxMask | undefined;

  composite(layers: Layers): CanvasImageSource {
    const { size: { width, height }, picture, choice: { effect, colour, strength, backdrop } } = layers;
    const { whole } = this;
    resize(whole, width, height);
    whole.globalCompositeOperation = 'source-over';
    whole.clearRect(0, 0, width, height);
    if (effect === 'hide') {
      whole.drawImage(picture, 0, 0, width, height);
      whole.drawImage(this.cutOut(this.blurred(layers, 1), layers), 0, 0);
      return whole.canvas;
    }
    if (effect === 'blur') whole.drawImage(this.blurred(layers, strength), 0, 0, width, height);
    else if (effect === 'picture' && backdrop !== undefined) {
      const [across, down] = coveringShare(backdrop, layers.size);
      whole.drawImage(backdrop, (backdrop.width * (1 - across)) / 2, (backdrop.height * (1 - down)) / 2, backdrop.width * across, backdrop.height * down, 0, 0, width, height);
    } else if (effect === 'colour' || effect === 'picture') fill(whole, colour);
    else if (effect === 'spotlight') {
      whole.drawImage(picture, 0, 0, width, height);
      fill(whole, 'rgb(0 0 0 / 0.75)');
    }
    whole.drawImage(this.cutOut(picture, layers), 0, 0);
    return whole.canvas;
  }

  private blurred({ picture, size }: Layers, strength: number): CanvasImageSource {
    const { width, height } = scaledTo(size, SHARPEST_SIDE / (1 + strength * MOST_BLUR));
    resize(this.small, width, height);
    this.small.drawImage(picture, 0, 0, width, height);
    return this.small.canvas;
  }

  /** What of a picture lies where the person is. */
  private cutOut(picture: CanvasImageSource, { size: { width, height }, mask }: Layers): CanvasImageSource {
    const { person } = this;
    resize(person, width, height);
    person.globalCompositeOperation = 'copy';
    person.drawImage(picture, 0, 0, width, height);
    person.globalCompositeOperation = 'destination-in';
    if (mask === undefined) fill(person, 'transparent');
    else person.drawImage(this.maskPicture(mask), 0, 0, width, height);
    return person.canvas;
  }

  private maskPicture(mask: BoxMask): CanvasImageSource {
    if (this.shownMask !== mask) {
      resize(this.maskLayer, mask.width, mask.height);
      const pixels = this.maskLayer.createImageData(mask.width, mask.height);
      mask.values.forEach((value, cell) => {
        pixels.data[4 * cell + 3] = value;
      });
      this.maskLayer.putImageData(pixels, 0, 0);
      this.shownMask = mask;
    }
    return this.maskLayer.canvas;
  }
}

function layer(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) throw new Error('The browser gave no canvas: its memory is full. Close other pages and try again.');
  return context;
}

function resize({ canvas }: CanvasRenderingContext2D, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

function fill(context: CanvasRenderingContext2D, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
