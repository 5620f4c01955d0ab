import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../errors';
import type { Weights } from '../../layers/weight-scope';

/** Layers of VGG-19 before which the picture is halved begin a new first digit: conv2_1 follows the first pooling. */
const LAYER = /^conv(\d)_(\d)$/;

/** What a network of VGG's form sees in a picture, by layer. */
export type PerceptualFeatures = ReadonlyMap<string, tf.Tensor4D>;

/**
 * The convolutions of VGG (Simonyan and Zisserman 2015, table 1, E) as a judge of pictures (Gatys et al. 2016): each 3x3 with a
 * rectifier, maxima of 2x2 between stages. Widths are those of the weights, so stand-ins that are narrower serve as well; the
 * first, `conv0`, turns RGB of 0 to 1 into what the weights were trained on.
 * @param weights `conv0`, `conv1_1` … with `/kernel` and `/bias`; the caller's
 * @throws InvalidInputError where they are not of that form
 */
export function perceptualNetwork(weights: Weights) {
  const layers = [...weights.keys()].filter((name) => name.endsWith('/kernel')).map((name) => name.slice(0, -'/kernel'.length)).filter((name) => LAYER.test(name)).sort();
  if (layers[0] !== 'conv1_1' || !weights.has('conv0/kernel')) {
    throw new InvalidInputError(`A perceptual network has 'conv0', 'conv1_1', 'conv1_2' …; these weights have ${[...weights.keys()].slice(0, 4).join(', ')}.`);
  }
  const convolve = (x: tf.Tensor4D, name: string): tf.Tensor4D => {
    const [kernel, bias] = [weights.get(`${name}/kernel`), weights.get(`${name}/bias`)];
    if (kernel === undefined || bias === undefined) throw new InvalidInputError(`The perceptual network lacks '${name}/bias'.`);
    return tf.add(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'same'), bias);
  };
  return {
    /** As weights name them, in their order, with `relu` for `conv`. */
    layers: layers.map((name) => name.replace('conv', 'relu')),
    /**
     * @param picture [n, h, w, 3] RGB, 0 to 1
     * @param wanted which layers, such as `relu3_1`
     * @returns [n, h', w', c] of each; the caller's
     */
    features(picture: tf.Tensor4D, wanted: readonly string[]): PerceptualFeatures {
      const found = new Map<string, tf.Tensor4D>();
      let x = convolve(picture, 'conv0');
      for (const name of layers) {
        if (found.size === new Set(wanted).size) break;
        if (name.endsWith('_1') && name !== 'conv1_1') x = tf.maxPool(x, 2, 2, 'valid');
        x = tf.relu(convolve(x, name));
        const layer = name.replace('conv', 'relu');
        if (wanted.includes(layer)) found.set(layer, x);
      }
      const missing = wanted.find((layer) => !found.has(layer));
      if (missing !== undefined) throw new InvalidInputError(`The perceptual network has no layer '${missing}'; it has ${layers.map((name) => name.replace('conv', 'relu')).join(', ')}.`);
      return found;
    },
  };
}

export type PerceptualNetwork = ReturnType<typeof perceptualNetwork>;
