import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../../models/errors';
import type { StyleJudge, StyleTarget } from '../../../models/learning/style/style-judge';
import type { OpenedPicture } from '../../../models/node/pictures/open-picture';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import type { Prediction } from '../../../models/prediction/prediction';
import type { Predictor } from '../../../models/predictor';
import { isStylePrediction, type StylePrediction } from '../../../models/tasks/style';
import { openPicture } from '../../data/pictures/open-picture';
import { PictureError } from '../../data/pictures/picture-error';
import type { Showing } from '../../evaluation/run-model';

/** How far pictures came out from what they show and from their style, means over the photographs. */
export interface StyleReport {
  readonly images: number;
  readonly styles: readonly { readonly name: string; readonly styleLoss: number; readonly contentLoss: number }[];
}

export interface Losses {
  readonly content: number;
  readonly style: number;
}

/** One photograph in every style, in the order of the model's categories. */
export type PaintedPhotograph = readonly Losses[];

/**
 * Paints photographs in every style of a model, and judges what comes out, on tfjs's current engine.
 * @param targets what each style looks like, [styles, c, c] by layer, in the order of the model's categories
 */
export async function paintPhotographs(predictor: Predictor, photographs: readonly string[], judge: StyleJudge, targets: StyleTarget, { problems, onImage }: Omit<Showing, 'predictor'>): Promise<readonly PaintedPhotograph[]> {
  const seen: PaintedPhotograph[] = [];
  const { categories } = predictor.card;
  for (const [done, file] of photographs.entries()) {
    try {
      const picture = await openPicture(file);
      const painted: Losses[] = [];
      for (const index of categories.keys()) {
        const target = styleAt(targets, index);
        painted.push(await paint(predictor, picture, judge, target, index));
        tf.dispose(target);
      }
      seen.push(painted);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.add(error.kind, error.message);
    }
    onImage(done + 1);
  }
  return seen;
}

/** One photograph in one style. @param painting [1, h, w, 3] of 0 to 1; the caller's */
export async function paintOne(predictor: Predictor, photograph: string, judge: StyleJudge, painting: tf.Tensor4D, index: number): Promise<Losses> {
  const target = judge.styleOf(painting);
  try {
    return await paint(predictor, await openPicture(photograph), judge, target, index);
  } finally {
    tf.dispose(target);
  }
}

async function paint(predictor: Predictor, picture: OpenedPicture, judge: StyleJudge, target: StyleTarget, index: number): Promise<Losses> {
  const { prediction } = await predictor.predict(pictureFrame(picture), { styles: predictor.card.categories.map((_, other) => Number(other === index)) });
  const { width, height, pixels } = pixelsOf(prediction);
  const { data } = await picture.decode({ orientation: 'shown', background: [255, 255, 255], size: { width, height } });
  const [content = NaN, style = NaN] = tf.tidy(() => {
    const far = judge.distances(pictureOf(pixels, 4, { width, height }), judge.contentOf(pictureOf(data, 3, { width, height })), target);
    return tf.stack([far.content, far.style]).dataSync<'float32'>();
  });
  return { content, style };
}

/** One style's of many; the caller's. */
export const styleAt = (targets: StyleTarget, index: number): StyleTarget => Object.fromEntries(Object.entries(targets).map(([layer, grams]) => [layer, tf.slice(grams, [index, 0, 0], [1, -1, -1])]));

/** [1, h, w, 3] of 0 to 1. */
function pictureOf(bytes: ArrayLike<number>, channels: 3 | 4, { width, height }: { readonly width: number; readonly height: number }): tf.Tensor4D {
  const values = Float32Array.from({ length: width * height * 3 }, (_, at) => (bytes[channels === 3 ? at : at + Math.floor(at / 3)] ?? 0) / 255);
  return tf.tensor4d(values, [1, height, width, 3]);
}

function pixelsOf(prediction: Prediction): Extract<StylePrediction['picture'], { readonly pixels: unknown }> {
  if (!isStylePrediction(prediction)) throw new InvalidInputError(`Expected a model that paints; this one's task is ${prediction.task}.`);
  if (!('pixels' in prediction.picture)) throw new InvalidInputError('Expected the pixels of a picture, given an encoded one.');
  return prediction.picture;
}

/** @param names of the styles, in the model's order */
export const reportStyles = (names: readonly string[], seen: readonly PaintedPhotograph[]): StyleReport => ({
  images: seen.length,
  styles: names.map((name, index) => {
    const meanOf = (key: 'content' | 'style') => seen.reduce((sum, painted) => sum + (painted[index]?.[key] ?? NaN), 0) / seen.length;
    return { name, styleLoss: meanOf('style'), contentLoss: meanOf('content') };
  }),
});
