import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { permute } from '../../../../models/graph/onnx/permute';

it('gives what tf.transpose gives', async () => {
  await tf.setBackend('cpu');
  const shapeAndOrder = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
    .chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })));
  fc.assert(fc.property(shapeAndOrder, ([shape, order]) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i);
    expect(permute(values, shape, order)).toEqual(tf.tidy(() => tf.transpose(tf.tensor(values, shape), order).dataSync()));
  }));
});
