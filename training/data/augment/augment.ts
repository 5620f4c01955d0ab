import type { Size } from '../../../models/geometry/box';
import { letterbox } from '../../../models/frames/frame-placement';
import type { Random } from '../../../models/tensor/random';
import { type ColourMap, colourMap } from './colour-map';
import type { Placement } from './placement';

/** How far a picture may be from itself. */
export interface AugmentOptions {
  /** Probability of a mirror image. */
  readonly flip: number;
  /** Size of the picture, times the size at which it just fits; above 1 it is cropped. */
  readonly scale: readonly [low: number, high: number];
  /** Width to height, times the picture's own: at most by this factor either way. */
  readonly aspect: number;
  /** Added to all channels, at most this share of the full range either way. */
  readonly brightness: number;
  /** Distance from mid grey, times 1 - contrast to 1 + contrast. */
  readonly contrast: number;
  /** Distance from grey, times 1 - saturation to 1 + saturation. */
  readonly saturation: number;
  /** Turn of the colour circle, at most so many degrees either way. */
  readonly hueDegrees: number;
  /** An object of which a smaller share of the box is left becomes one to ignore. */
  readonly minimumVisible: number;
}

export const defaultAugment: AugmentOptions = {
  flip: 0.5,
  scale: [0.6, 1.5],
  aspect: 1.25,
  brightness: 0.15,
  contrast: 0.3,
  saturation: 0.4,
  hueDegrees: 8,
  minimumVisible: 0.25,
};

/** Where a picture goes and how its colours change, both drawn at random; the draws and their order never depend on the options. */
export function drawAugmentation(random: Random, source: Size, target: Size, options: AugmentOptions): { placement: Placement; colour: ColourMap } {
  const around = (spread: number): number => spread * (2 * random.next() - 1);
  const [low, high] = options.scale;
  const scale = low + (high - low) * random.next();
  const aspect = Math.exp(around(Math.log(options.aspect)) / 2);
  const fitted = letterbox(source, target);
  const width = Math.max(1, Math.round(fitted.width * scale * aspect));
  const height = Math.max(1, Math.round((fitted.height * scale) / aspect));
  return {
    placement: {
      ...fitted,
      width,
      height,
      // Anywhere in the target where it fits, any part of it in view where it does not.
      padX: Math.round(random.next() * (target.width - width)),
      padY: Math.round(random.next() * (target.height - height)),
      scaleX: width / source.width,
      scaleY: height / source.height,
      flip: random.next() < options.flip,
    },
    colour: colourMap({
      brightness: around(options.brightness),
      contrast: 1 + around(options.contrast),
      saturation: 1 + around(options.saturation),
      hueDegrees: around(options.hueDegrees),
    }),
  };
}
