import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWeights } from '../../../models/artifact/load';
import { FoveaError } from '../../../models/errors';
import { activate } from '../../../models/layers/activation';
import { BATCH_NORM_EPSILON } from '../../../models/layers/batch-normalization';
import { convolution, depthwiseConvolution } from '../../../models/layers/convolution';
import { foldBatchNorm } from '../../../models/layers/fold';
import { TrainableParameters, type NamedValues, type TensorValue } from '../../../models/layers/trainable-parameters';
import { weightScope } from '../../../models/layers/weight-scope';
import { Random } from '../../../models/tensor/random';

const CHANNELS = 5;

function network(x: tf.Tensor4D, scope: Parameters<typeof convolution>[1]): tf.Tensor4D {
  const stem = convolution(x, scope.at('stem'), CHANNELS, { kernelSize: 3, stride: 2, activation: 'relu6', batchNorm: true });
  const spread = depthwiseConvolution(stem, scope.at('spread'), { kernelSize: 3, activation: 'leaky-relu', batchNorm: true });
  const mixed = convolution(spread, scope.at('mixed'), 7, { kernelSize: 1, batchNorm: true });
  return convolution(mixed, scope.at('last'), 1, { kernelSize: 1, batchNorm: true });
}

/** The same network as inference has it, with tfjs's own batch normalisation. */
function unfolded(x: tf.Tensor4D, values: NamedValues): tf.Tensor4D {
  const get = (name: string): tf.Tensor => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`${name} is missing`);
    return tf.tensor(value.values, [...value.shape]);
  };
  const norm = (y: tf.Tensor4D, layer: string) =>
    tf.batchNorm(y, get(`${layer}/norm/moving-mean`) as tf.Tensor1D, get(`${layer}/norm/moving-variance`) as tf.Tensor1D, get(`${layer}/norm/beta`) as tf.Tensor1D, get(`${layer}/norm/gamma`) as tf.Tensor1D, BATCH_NORM_EPSILON);
  const kernel = (layer: string) => get(`${layer}/kernel`) as tf.Tensor4D;
  const stem = activate(norm(tf.conv2d(x, kernel('stem'), 2, 'same'), 'stem'), 'relu6');
  const spread = activate(norm(tf.depthwiseConv2d(stem, kernel('spread'), 1, 'same'), 'spread'), 'leaky-relu');
  const mixed = norm(tf.conv2d(spread, kernel('mixed'), 1, 'same'), 'mixed');
  return norm(tf.conv2d(mixed, kernel('last'), 1, 'same'), 'last');
}

const random = new Random(7);

/** Trained for nothing, but with averages and factors as a training leaves them. */
async function randomValues(): Promise<Map<string, TensorValue>> {
  const parameters = new TrainableParameters({ random });
  tf.tidy(() => network(tf.zeros([2, 8, 8, 3]), parameters.scope()));
  const values = await parameters.values();
  parameters.dispose();
  for (const [name, { shape, values: numbers }] of values) {
    const draw = name.endsWith('/gamma') || name.endsWith('variance') ? () => 0.2 + 2 * random.next() : () => random.normal();
    if (name.includes('/norm/')) values.set(name, { shape, values: numbers.map(draw) });
  }
  return values;
}

beforeAll(() => tf.setBackend('cpu'));

describe('foldBatchNorm', () => {
  it('changes a network by less than 1e-4 of its spread, depthwise and single-channel layers included', async () => {
    const values = await randomValues();
    const x = tf.tensor4d(Float32Array.from({ length: 2 * 10 * 12 * 3 }, () => random.normal()), [2, 10, 12, 3]);
    const weights = toWeights(values);
    expect([...weights.keys()].sort()).toEqual(['last', 'mixed', 'spread', 'stem'].flatMap((layer) => [`${layer}/bias`, `${layer}/kernel`]));
    const expected = await unfolded(x, values).data();
    const actual = await network(x, weightScope(weights)).data();
    const spread = Math.max(...expected) - Math.min(...expected);
    expect(spread).toBeGreaterThan(0.1);
    expected.forEach((value, i) => expect(Math.abs(value - (actual[i] ?? NaN)) / spread).toBeLessThan(1e-4));
  });

  it('leaves everything else alone, so that folding again changes nothing', async () => {
    const folded = foldBatchNorm(await randomValues());
    const again = foldBatchNorm(folded);
    expect([...again.keys()]).toEqual([...folded.keys()]);
    for (const [name, value] of folded) expect(again.get(name)).toBe(value);
  });

  it('says which part of a normalisation is missing or does not fit', async () => {
    const values = await randomValues();
    const partial = new Map(values);
    partial.delete('spread/norm/moving-mean');
    expect(() => foldBatchNorm(partial)).toThrow(/'spread\/norm\/moving-mean' is missing/);
    const wrong = new Map(values).set('mixed/norm/beta', { shape: [2], values: new Float32Array(2) });
    expect(() => foldBatchNorm(wrong)).toThrow(/'mixed' has 7 channels/);
    expect(() => foldBatchNorm(wrong)).toThrow(FoveaError);
  });
});
