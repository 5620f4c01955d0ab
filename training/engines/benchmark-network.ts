import * as tf from '@tensorflow/tfjs-core';
import { relu6 } from '../../models/kernels/activations/activations';
import { batchNormTraining } from '../../models/kernels/batch-norm/batch-norm';

/** [expansion, channels, stride]: the inverted residual blocks of MobileNetV2's first two thirds, without the residuals. */
const blocks = [[1, 16, 1], [6, 24, 2], [6, 24, 1], [6, 32, 2], [6, 32, 1], [6, 64, 2], [6, 64, 1], [6, 96, 1]] as const;
const classes = 100;

interface Layer {
  readonly depthwise: boolean;
  readonly stride: number;
  readonly activated: boolean;
  readonly kernel: tf.Variable<tf.Rank.R4>;
  readonly gamma: tf.Variable<tf.Rank.R1>;
  readonly beta: tf.Variable<tf.Rank.R1>;
}

export interface BenchmarkNetwork {
  /** Billions of floating-point operations of one forward pass: two for each multiply-add of a convolution. */
  readonly forwardGflop: number;
  /** The same forward and backward: each convolution once for its output, its input's and its kernel's gradient. */
  readonly stepGflop: number;
  /** @returns the loss, which the caller disposes. */
  readonly forward: () => tf.Scalar;
  /** One step of gradient descent. @returns the loss before it, which the caller disposes. */
  readonly step: () => tf.Scalar;
  readonly dispose: () => void;
}

/** A small network of the kind that Fovea trains, on random pictures: what `npm run engines` times. */
export function createBenchmarkNetwork({ batch, side }: { readonly batch: number; readonly side: number }): BenchmarkNetwork {
  const images = tf.randomUniform<tf.Rank.R4>([batch, side, side, 3], -1, 1, 'float32', 1);
  const labels = tf.tidy(() => tf.oneHot(tf.range(0, batch, 1, 'int32'), classes).toFloat());
  const layers: Layer[] = [];
  const optimizer = tf.train.sgd(0.01);
  let size = side;
  let channels = 3;
  let multiplyAdds = 0;

  function add(kernelSize: number, filters: number | 'depthwise', stride: number, activated: boolean): void {
    const depthwise = filters === 'depthwise';
    const outputs = depthwise ? channels : filters;
    const perPixel = kernelSize * kernelSize * channels * (depthwise ? 1 : outputs);
    size = Math.ceil(size / stride);
    multiplyAdds += perPixel * size * size * batch;
    const deviation = Math.sqrt(2 / (kernelSize * kernelSize * (depthwise ? 1 : channels)));
    layers.push({
      depthwise,
      stride,
      activated,
      kernel: variable(tf.randomNormal<tf.Rank.R4>([kernelSize, kernelSize, channels, depthwise ? 1 : outputs], 0, deviation, 'float32', layers.length)),
      gamma: variable(tf.ones<tf.Rank.R1>([outputs])),
      beta: variable(tf.zeros<tf.Rank.R1>([outputs])),
    });
    channels = outputs;
  }

  add(3, 32, 2, true);
  for (const [expansion, filters, stride] of blocks) {
    if (expansion > 1) add(1, channels * expansion, 1, true);
    add(3, 'depthwise', stride, true);
    add(1, filters, 1, false);
  }
  add(1, classes, 1, false);

  const forward = () => tf.tidy(() => {
    const logits = layers.reduce(runLayer, images);
    return tf.losses.softmaxCrossEntropy(labels, tf.mean(logits, [1, 2])).asScalar();
  });
  return {
    forwardGflop: (2 * multiplyAdds) / 1e9,
    stepGflop: (6 * multiplyAdds) / 1e9,
    forward,
    step: () => {
      const { value, grads } = tf.variableGrads(forward);
      optimizer.applyGradients(grads);
      tf.dispose(grads);
      return value;
    },
    dispose: () => {
      tf.dispose([images, labels, ...layers.flatMap(({ kernel, gamma, beta }) => [kernel, gamma, beta])]);
      optimizer.dispose();
    },
  };
}

function runLayer(x: tf.Tensor4D, layer: Layer): tf.Tensor4D {
  const convolved = (layer.depthwise ? tf.depthwiseConv2d : tf.conv2d)(x, layer.kernel, layer.stride, 'same');
  const { y } = batchNormTraining(convolved, layer.gamma, layer.beta, 1e-3);
  return layer.activated ? relu6(y) : y;
}

/** A variable keeps its own reference to the values, so the tensor that it is made from can go. */
function variable<R extends tf.Rank>(initial: tf.Tensor<R>): tf.Variable<R> {
  const made = tf.variable(initial);
  initial.dispose();
  return made;
}
