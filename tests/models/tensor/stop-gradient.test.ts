import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { it } from 'vitest';
import { stopGradient } from '../../../models/tensor/stop-gradient';
import { describeEachEngine } from '../kernels/engines';

await describeEachEngine('stopGradient', () => {
  it('keeps the values and lets no gradient through', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const gradient = tf.grad((input) => tf.mul(input, stopGradient(tf.mul(input, 2))))(x);
    expect([...await gradient.data()]).toEqual([2, 4, 6]);
    expect([...await stopGradient(x).data()]).toEqual([1, 2, 3]);
  });

  it('lets a gradient pass by an operation that has none', async () => {
    const x = tf.tensor1d([1, 5, 3]);
    const gradient = tf.grad((input) => tf.gather(input, tf.topk(stopGradient(input), 2).indices))(x);
    expect([...await gradient.data()]).toEqual([0, 1, 1]);
  });

  it('shares memory that lives as long as the longer-lived of the two', async () => {
    const x = tf.add(tf.tensor1d([1, 2]), 1);
    const ids = tf.backend().numDataIds();
    const same = stopGradient(x);
    expect(tf.backend().numDataIds()).toBe(ids);
    x.dispose();
    expect([...await same.data()]).toEqual([2, 3]);
    same.dispose();
    expect(tf.backend().numDataIds()).toBe(ids - 1);
  });
}, ['cpu', 'tensorflow', 'webgpu']);
