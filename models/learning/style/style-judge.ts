import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../errors';
import type { PerceptualNetwork } from '../../networks/style/perceptual';
import { contentDistance, gram, styleDistance } from './style-losses';

/** The first convolution after each halving, as far as the network goes (Gatys et al. 2016, section 3). */
const STYLE_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'];

/** What a picture should look like: Gram matrices by layer, [n, c, c]. */
export type StyleTarget = Readonly<Record<string, tf.Tensor3D>>;

/** How far pictures are from their targets, means over all; differentiable. */
export interface Distances {
  readonly content: tf.Scalar;
  /** The mean over layers. */
  readonly style: tf.Scalar;
}

/** Judges pictures by what a perceptual network sees in them: what is there, and how it is painted. */
export function styleJudge(perceptual: PerceptualNetwork) {
  const styleLayers = STYLE_LAYERS.filter((layer) => perceptual.layers.includes(layer));
  const contentLayer = styleLayers.at(-1);
  if (contentLayer === undefined) throw new InvalidInputError(`A judge of styles needs ${STYLE_LAYERS.join(', ')}; the perceptual network has ${perceptual.layers.join(', ')}.`);
  return {
    styleLayers,
    contentLayer,
    /** What is to be seen. @param picture [n, h, w, 3] RGB, 0 to 1 @returns [n, h', w', c]; the caller's */
    contentOf: (picture: tf.Tensor4D): tf.Tensor4D => tf.tidy(() => featureOf(perceptual.features(picture, [contentLayer]), contentLayer)),
    /** How it is painted. @param picture [n, h, w, 3] RGB, 0 to 1; the caller disposes what it returns */
    styleOf: (picture: tf.Tensor4D): StyleTarget => tf.tidy(() => {
      const features = perceptual.features(picture, styleLayers);
      return Object.fromEntries(styleLayers.map((layer) => [layer, gram(featureOf(features, layer))]));
    }),
    /** @param pictures [n, h, w, 3] RGB, 0 to 1 @param content without it content is 0 @param style of one for all pictures, or of each */
    distances(pictures: tf.Tensor4D, content: tf.Tensor4D | undefined, style: StyleTarget): Distances {
      const features = perceptual.features(pictures, styleLayers);
      const parts = styleLayers.map((layer) => {
        const target = style[layer];
        if (target === undefined) throw new InvalidInputError(`The style has no target for '${layer}', only for ${Object.keys(style).join(', ')}.`);
        return styleDistance(gram(featureOf(features, layer)), target);
      });
      return {
        content: content === undefined ? tf.scalar(0) : contentDistance(featureOf(features, contentLayer), content),
        style: tf.div(tf.addN(parts), parts.length),
      };
    },
  };
}

export type StyleJudge = ReturnType<typeof styleJudge>;

function featureOf(features: ReadonlyMap<string, tf.Tensor4D>, layer: string): tf.Tensor4D {
  const found = features.get(layer);
  if (found === undefined) throw new InvalidInputError(`The features lack '${layer}'.`);
  return found;
}
