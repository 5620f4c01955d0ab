import * as tf from '@tensorflow/tfjs-core';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import type { StyleJudge, StyleTarget } from '../../../models/learning/style/style-judge';
import { totalVariation } from '../../../models/learning/style/style-losses';
import type { stylizer } from '../../../models/networks/style/stylizer';
import type { Random } from '../../../models/tensor/random';
import type { CropBatch } from '../../data/batches/crop-batches';

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
  readonly targets: StyleTarget;
  /** By how much the second half is moved, pixels down and right. */
  readonly moved: readonly [down: number, right: number];
}

/** By how many pixels the same is shown moved at the most: every place in a cell of the trunk. */
export const MOST_MOVED = 8;
/** Deviation of the noise that cameras add, of 0 to 255. */
const NOISE = 5;

/** Near enough to normal, at a tenth of its time: the sum of three has a deviation of a half. */
const noiseOf = (random: Random): number => 2 * NOISE * (random.next() + random.next() + random.next() - 1.5);

/** Styles of a batch: each picture gets one of its own. */
const drawStyles = (count: number, styles: number, random: Random): Int32Array => {
  const order = random.shuffle(Int32Array.from({ length: styles }, (_, index) => index));
  return Int32Array.from({ length: count }, (_, place) => order[place % styles] ?? 0);
};

/**
 * @param batch of crops that are larger than `side` by `MOST_MOVED`
 * @param paintings what each style looks like, [styles, c, c] by layer
 */
export function prepareStyle({ images }: CropBatch, side: number, judge: StyleJudge, paintings: StyleTarget, random: Random): PreparedStyle {
  const large = side + MOST_MOVED;
  const count = images.length / (large * large * 3);
  const styles = Object.values(paintings)[0]?.shape[0] ?? 0;
  const all = tf.tensor4d(images, [count, large, large, 3]);
  const moved = [random.int(MOST_MOVED + 1), random.int(MOST_MOVED + 1)] as const;
  const shown: tf.Tensor4D = tf.slice(all, [0, 0, 0, 0], [count, side, side, 3]);
  const again = tf.slice(all, [0, moved[0], moved[1], 0], [count, side, side, 3]);
  const noise = tf.tensor4d(Float32Array.from({ length: count * side * side * 3 }, () => noiseOf(random)), [count, side, side, 3]);
  const chosen = tf.tensor1d(drawStyles(count, styles, random), 'int32');
  const condition = tf.cast(tf.oneHot(chosen, styles), 'float32') as tf.Tensor2D;
  return {
    input: tf.sub(tf.div(tf.concat([shown, tf.add(again, noise)]), 127.5), 1),
    condition: tf.concat([condition, condition]),
    content: judge.contentOf(tf.div(shown, 255)),
    targets: Object.fromEntries(Object.entries(paintings).map(([layer, grams]) => [layer, tf.gather(grams, chosen)])),
    moved,
  };
}

/** The losses of one step, weighted. */
export function styleLosses(network: ReturnType<typeof stylizer>, parameters: TrainableParameters, judge: StyleJudge, weights: StyleWeights, prepared: PreparedStyle): Record<string, tf.Scalar> {
  const { input, condition, content, targets, moved: [down, right] } = prepared;
  const [both, side] = input.shape;
  const count = both / 2;
  const pictures = network.stylize(input, condition, parameters.scope());
  const shown: tf.Tensor4D = tf.slice(pictures, [0, 0, 0, 0], [count, side, side, 3]);
  const far = judge.distances(shown, content, targets);
  // Where both show the same: the second is the first, moved.
  const [height, width] = [side - down, side - right];
  const first = tf.slice(pictures, [0, down, right, 0], [count, height, width, 3]);
  const second = tf.slice(pictures, [count, 0, 0, 0], [count, height, width, 3]);
  return {
    content: tf.mul(far.content, weights.content),
    style: tf.mul(far.style, weights.style),
    smoothness: tf.mul(totalVariation(shown), weights.smoothness),
    steadiness: tf.mul(tf.mean(tf.square(tf.sub(first, second))), weights.steadiness),
    // What a screen cannot show is not learned to be there.
    range: tf.mul(tf.mean<tf.Scalar>(tf.square(tf.relu(tf.sub(tf.abs(tf.sub(shown, 0.5)), 0.5)))), 10),
  };
}
