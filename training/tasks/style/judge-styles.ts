import * as tf from '@tensorflow/tfjs-core';
import sharp, { type OverlayOptions } from 'sharp';
import { toWeights } from '../../../models/artifact/load';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import { weightScope } from '../../../models/layers/weight-scope';
import type { StyleJudge, StyleTarget } from '../../../models/learning/style/style-judge';
import type { stylizer } from '../../../models/networks/style/stylizer';
import type { PictureSquares } from '../../data/sources/picture-squares';
import { styleAt } from './measure-styles';
import type { StyleWeights } from './style-step';

export interface JudgeStylesOptions {
  readonly network: ReturnType<typeof stylizer>;
  readonly values: NamedValues;
  readonly judge: StyleJudge;
  /** Photographs that training does not see. */
  readonly held: PictureSquares;
  /** What each style looks like, [styles, c, c] by layer. */
  readonly paintings: StyleTarget;
  readonly weights: Pick<StyleWeights, 'content' | 'style'>;
  /** Where to draw what was painted: a row a photograph, a column a style. */
  readonly sheet: string;
}

/**
 * Paints photographs in every style, and says how far the pictures are from what they show and from how it should look, means
 * over all; `score` is less the weighted sum.
 */
export async function judgeStyles({ network, values, judge, held, paintings, weights, sheet }: JudgeStylesOptions): Promise<Record<'content' | 'style' | 'score', number>> {
  const loaded = toWeights(values);
  const { side, count } = held;
  const styles = Object.values(paintings)[0]?.shape[0] ?? 0;
  const tiles: OverlayOptions[] = [];
  let [content, style] = [0, 0];
  try {
    for (let photograph = 0; photograph < count; photograph++) {
      const bytes = held.pixels.subarray(photograph * side * side * 3, (photograph + 1) * side * side * 3);
      for (let index = 0; index < styles; index++) {
        const [painted, contentLoss, styleLoss] = tf.tidy(() => {
          const shown = tf.tensor4d(Float32Array.from(bytes, (value) => value / 255), [1, side, side, 3]);
          const condition = tf.cast(tf.oneHot(tf.tensor1d([index], 'int32'), styles), 'float32') as tf.Tensor2D;
          const picture: tf.Tensor4D = tf.clipByValue(network.stylize(tf.sub(tf.mul(shown, 2), 1), condition, weightScope(loaded)), 0, 1);
          const far = judge.distances(picture, judge.contentOf(shown), styleAt(paintings, index));
          return [tf.cast(tf.mul(picture, 255), 'int32').dataSync(), far.content.dataSync()[0] ?? 0, far.style.dataSync()[0] ?? 0] as const;
        });
        content += contentLoss / (count * styles);
        style += styleLoss / (count * styles);
        tiles.push({ input: Buffer.from(Uint8Array.from(painted)), raw: { width: side, height: side, channels: 3 }, left: index * side, top: photograph * side });
      }
    }
  } finally {
    tf.dispose([...loaded.values()]);
  }
  await sharp({ create: { width: styles * side, height: count * side, channels: 3, background: 'white' } }).composite(tiles).png().toFile(sheet);
  return { content, style, score: -(weights.content * content + weights.style * style) };
}
