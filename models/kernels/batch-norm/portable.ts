import * as tf from '@tensorflow/tfjs-core';
import { numberOf, tensorOf, type KernelArguments } from '../arguments';

/** Everything but the channels. */
const axes = [0, 1, 2];

/** Any engine: composed of tfjs's operations. Saves the mean and 1 / standard deviation for the gradient. */
export function batchNormPortable(args: KernelArguments): tf.Tensor[] {
  return tf.tidy(() => {
    const x = tensorOf(args, 'x');
    const mean = tf.mean(x, axes);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), axes);
    const inverseDeviation = tf.rsqrt(tf.add(variance, numberOf(args.attrs, 'epsilon')));
    const y = tf.add(tf.mul(centred, tf.mul(inverseDeviation, tensorOf(args, 'gamma'))), tensorOf(args, 'beta'));
    const count = samplesPerChannel(x);
    const momentum = numberOf(args.attrs, 'momentum');
    const moved = (average: string, current: tf.Tensor) =>
      (average in args.inputs ? tf.add(tf.mul(tensorOf(args, average), momentum), tf.mul(current, 1 - momentum)) : tf.clone(current));
    return [y, moved('averageMean', mean), moved('averageVariance', tf.mul(variance, count / Math.max(count - 1, 1))), mean, inverseDeviation];
  });
}

/** dx = gamma / deviation * (dy - average(dy) - x̂ * average(dy * x̂)), x̂ being the normalised x. */
export function batchNormGradientPortable(args: KernelArguments): tf.Tensor[] {
  return tf.tidy(() => {
    const dy = tensorOf(args, 'dy');
    const x = tensorOf(args, 'x');
    const inverseDeviation = tensorOf(args, 'saved1');
    const centred = tf.sub(x, tensorOf(args, 'saved0'));
    const dbeta = tf.sum(dy, axes);
    const dgamma = tf.mul(tf.sum(tf.mul(dy, centred), axes), inverseDeviation);

    const perSample = 1 / samplesPerChannel(x);
    const scale = tf.mul(tensorOf(args, 'gamma'), inverseDeviation);
    const slope = tf.mul(tf.mul(inverseDeviation, dgamma), perSample);
    const dx = tf.mul(scale, tf.sub(dy, tf.add(tf.mul(centred, slope), tf.mul(dbeta, perSample))));
    return [dx, dgamma, dbeta];
  });
}

function samplesPerChannel(x: tf.Tensor): number {
  return x.size / Math.max(x.shape[3] ?? 1, 1);
}
