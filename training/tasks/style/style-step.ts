import * as tf from '@tensorflow/tfjs-core';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { contentDistance, gram, styleDistance, totalVariation } from '../../../models/learning/style/style-losses';
import type { PerceptualNetwork } from '../../../models/networks/style/perceptual';
import type { stylizer } from '../../../models/networks/style/stylizer';
import type { Random } from '../../../models/tensor/random';
import type { CropBatch } from '../../data/batches/crop-batches';

/** What pictures are judged by. */
export interface StyleJudge {
  readonly perceptual: PerceptualNetwork;
  readonly styleLayers: readonly string[];
  readonly contentLayer: string;
  /** Gram matrices of the paintings by layer, [styles, c, c]. */
  readonly targets: ReadonlyMap<string, tf.Tensor3D>;
}

/** How much each term counts. */
export interface StyleWeights {
  readonly content: number;
  readonly style: number;
  readonly smoothness: number;
  readonly steadiness: number;
}

export interface PreparedStyle {
  /** [2 n, side, side, 3] -1 to 1: the pictures, then the same moved and with noise. */
  readonly input: tf.Tensor4D;
  /** [2 n, styles] */
  readonly condition: tf.Tensor2D;
  /** [n, h, w, c] */
  readonly content: tf.Tensor4D;
  readonly targets: Readonly<Record<string, tf.Tensor3D>>;
  /** By how much the second half is moved, pixels down and right. */
  readonly moved: readonly [down: number, right: number];
}

/** By how many pixels the same is shown moved at the most: every place in a cell of the trunk. */
export const MOST_MOVED = 8;
/** Deviation of the noise that cameras add, of 0 to 255. */
const NOISE = 5;

/** Styles of a batch: each picture gets one of its own. */
const drawStyles = (count: number, styles: number, random: Random): Int32Array => {
  const order = random.shuffle(Int32Array.from({ length: styles }, (_, index) => index));
  return Int32Array.from({ length: count }, (_, place) => order[place % styles] ?? 0);
};

/** @param batch of crops that are larger than `side` by `MOST_MOVED` */
export function prepareStyle({ images }: CropBatch, side: number, styles: number, judge: StyleJudge, random: Random): PreparedStyle {
  const large = side + MOST_MOVED;
  const count = images.length / (large * large * 3);
  const all = tf.tensor4d(images, [count, large, large, 3]);
  const moved = [random.int(MOST_MOVED + 1), random.int(MOST_MOVED + 1)] as const;
  const shown = tf.slice(all, [0, 0, 0, 0], [count, side, side, 3]);
  const again = tf.slice(all, [0, moved[0], moved[1], 0], [count, side, side, 3]);
  const noise = tf.tensor4d(Float32Array.from({ length: count * side * side * 3 }, () => NOISE * (random.next() + random.next() + random.next() - 1.5) * 2), [count, side, side, 3]);
  const chosen = tf.tensor1d(drawStyles(count, styles, random), 'int32');
  const condition = tf.oneHot(chosen, styles) as tf.Tensor2D;
  return {
    input: tf.sub(tf.div(tf.concat([shown, tf.add(again, noise)]), 127.5), 1),
    condition: tf.cast(tf.concat([condition, condition]), 'float32'),
    content: featureOf(judge.perceptual.features(tf.div(shown, 255), [judge.contentLayer]), judge.contentLayer),
    targets: Object.fromEntries([...judge.targets].map(([layer, grams]) => [layer, tf.gather(grams, chosen)])),
    moved,
  };
}

/** The losses of one step, weighted. */
export function styleLosses(network: ReturnType<typeof stylizer>, parameters: TrainableParameters, judge: StyleJudge, weights: StyleWeights, prepared: PreparedStyle): Record<string, tf.Scalar> {
  const { input, condition, content, targets, moved: [down, right] } = prepared;
  const [both = 0, side = 0] = input.shape;
  const count = both / 2;
  const pictures = network.stylize(input, condition, parameters.scope());
  const shown: tf.Tensor4D = tf.slice(pictures, [0, 0, 0, 0], [count, side, side, 3]);
  const { content: contentTerm, style } = distances(judge, shown, content, targets);
  // Where both show the same: the second is the first, moved.
  const [height, width] = [side - down, side - right];
  const first = tf.slice(pictures, [0, down, right, 0], [count, height, width, 3]);
  const second = tf.slice(pictures, [count, 0, 0, 0], [count, height, width, 3]);
  return {
    content: tf.mul(contentTerm, weights.content),
    style: tf.mul(style, weights.style),
    smoothness: tf.mul(totalVariation(shown), weights.smoothness),
    steadiness: tf.mul(tf.mean(tf.square(tf.sub(first, second))), weights.steadiness),
    // What a screen cannot show is not learned to be there.
    range: tf.mul(tf.mean<tf.Scalar>(tf.square(tf.relu(tf.sub(tf.abs(tf.sub(shown, 0.5)), 0.5)))), 10),
  };
}

/** How far pictures are from their content and from their styles, the latter as the mean over layers. @param pictures [n, h, w, 3], 0 to 1 */
export function distances({ perceptual, contentLayer, styleLayers }: StyleJudge, pictures: tf.Tensor4D, content: tf.Tensor4D, targets: Readonly<Record<string, tf.Tensor3D>>): { readonly content: tf.Scalar; readonly style: tf.Scalar } {
  const features = perceptual.features(pictures, [...styleLayers, contentLayer]);
  const parts = styleLayers.map((layer) => {
    const target = targets[layer];
    if (target === undefined) throw new RangeError(`There is no target for '${layer}'.`);
    return styleDistance(gram(featureOf(features, layer)), target);
  });
  return { content: contentDistance(featureOf(features, contentLayer), content), style: tf.div(tf.addN(parts), parts.length) };
}

export function featureOf(features: ReadonlyMap<string, tf.Tensor4D>, layer: string): tf.Tensor4D {
  const found = features.get(layer);
  if (found === undefined) throw new RangeError(`The features lack '${layer}'.`);
  return found;
}
