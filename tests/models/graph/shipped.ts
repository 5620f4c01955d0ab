import * as tf from '@tensorflow/tfjs-core';
import { loadModel } from '../../../models/artifact/load';
import type { Card } from '../../../models/artifact/card';
import type { Graph } from '../../../models/graph/graph';
import { traceModel } from '../../../models/graph/trace-model';
import { foldBatchNorm } from '../../../models/layers/fold';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import { taskNamed } from '../../../models/tasks';
import { Random } from '../../../models/tensor/random';
import { findModel, shippedCards } from '../../../training/export/model-files';

export interface Shipped {
  readonly card: Card;
  readonly values: NamedValues;
  readonly graph: Graph;
}

/** All but compressed ones, whose networks are those of their parents. */
export const shippedNames = (await shippedCards()).filter(({ compression }) => compression === undefined).map(({ name }) => name);

/** A shipped model, recorded for square pictures of a small side (a multiple of 64), or of its own. */
export async function shipped(name: string, side?: number): Promise<Shipped> {
  const { card, values } = await loadModel(await findModel(name));
  const folded = foldBatchNorm(values);
  const { width, height } = side === undefined ? card.input : { width: side, height: side };
  return { card, values: folded, graph: traceModel({ ...card, input: { ...card.input, width, height } }, folded) };
}

/** What a model's graph takes: a picture and, where the network takes numbers beside it, those that nobody asked for. The caller disposes them. */
export function inputsOf({ task, categories }: Card, picture: tf.Tensor4D): [tf.Tensor4D] | [tf.Tensor4D, tf.Tensor2D] {
  const condition = taskNamed(task).condition?.of({}, { categories });
  return condition === undefined ? [picture] : [picture, tf.tensor2d(condition, [1, condition.length])];
}

/** Smooth noise, as a picture is rather than a television without reception. */
export function noise(side: number, seed: number): tf.Tensor4D {
  const random = new Random(seed);
  return tf.tidy(() => {
    const coarse = tf.tensor4d(Float32Array.from({ length: 8 * 8 * 3 }, () => random.normal()), [1, 8, 8, 3]);
    return tf.image.resizeBilinear(coarse, [side, side]);
  });
}
