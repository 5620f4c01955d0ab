import * as tf from '@tensorflow/tfjs-core';
import { activationGradientKernel, registerActivations, type ActivationKind } from './register';

/** max(x, 0). The gradient is one operation and keeps only the output, which the next layer keeps anyway. */
export function relu<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.relu, 'relu', 0);
}

/** min(max(x, 0), 6), with the gradient 1 strictly between 0 and 6 and 0 elsewhere. */
export function relu6<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.relu6, 'relu6', 0);
}

/** x above zero, slope * x below; `slope` lies above 0, so that the sign of the output tells which side x was on. */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  return withGradient(x, (value: T) => tf.leakyRelu(value, slope), 'leaky-relu', slope);
}

function withGradient<T extends tf.Tensor>(x: T, forward: (x: T) => T, kind: ActivationKind, slope: number): T {
  registerActivations(tf.getBackend());
  const differentiable = tf.customGrad<T>((_x, save) => {
    const value = forward(x);
    if (save instanceof Function) save([value]);
    return {
      value,
      gradFunc: (dy, [y = value]) => tf.engine().runKernel<T>(activationGradientKernel, { dy, y }, { kind, slope }),
    };
  });
  return differentiable(x);
}
