import * as tf from '@tensorflow/tfjs-core';
import { mobileNetV2 } from '../../models/networks/backbones/mobilenet-v2';
import { countMultiplyAdds } from '../../models/graph/costs';
import { trace } from '../../models/graph/trace';
import { joinPath, type Scope } from '../../models/layers/scope';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { Random } from '../../models/tensor/random';
import { compare, type Comparison } from './compare';
import { torchStep } from './torch-step';

const BATCH = 4;
const SIZE = 96;
const WIDTH = 0.5;
const ROUNDS = 5;

/**
 * A training step of MobileNetV2, through our layers with their registered kernels, against plain tfjs operations and,
 * where it is installed, PyTorch.
 */
export async function benchTrainingStep(): Promise<Comparison[]> {
  const parameters = new TrainableParameters({ random: new Random(1) });
  const images = tf.randomNormal<tf.Rank.R4>([BATCH, SIZE, SIZE, 3], 0, 1, 'float32', 1);
  const ours = () => tf.mean<tf.Scalar>(mobileNetV2(images, parameters.scope(), { width: WIDTH, batchNorm: true }).last());
  tf.tidy(ours);
  const plain = () => tf.mean<tf.Scalar>(plainMobileNetV2(images, parameters.scope()));
  const step = (loss: () => tf.Scalar) => async () => {
    const { value, grads } = tf.variableGrads(loss, parameters.trainable());
    await value.data();
    tf.dispose([value, ...Object.values(grads)]);
  };
  const [fovea, ...others] = await compare([{ name: 'fovea', run: step(ours) }, { name: 'plain tfjs', run: step(plain) }], { rounds: ROUNDS });
  parameters.dispose();
  images.dispose();
  if (fovea === undefined) return others;
  const torch = await torchStep({ batch: BATCH, size: SIZE, width: WIDTH, rounds: ROUNDS });
  if ('missing' in torch) console.log(`  ${torch.missing}`);
  else others.push({ name: 'PyTorch', cpuMs: torch.cpuMs, wallMs: torch.wallMs, ratio: torch.cpuMs / fovea.cpuMs, note: `${torch.version}, ${torch.threads} threads` });
  return [fovea, ...others].map((one) => ({ ...one, note: [speedOf(one), one.note].filter((part) => part !== undefined).join(', ') }));
}

/** Three passes of a network are a step: forward, and back to the inputs and to the parameters; two operations a multiply-add. */
function speedOf({ cpuMs, wallMs }: Comparison): string {
  const network = (picture: tf.Tensor4D, scope: Scope) => mobileNetV2(picture, scope, { width: WIDTH, batchNorm: false }).last();
  const gigaOperations = (BATCH * 3 * 2 * countMultiplyAdds(trace(network, [1, SIZE, SIZE, 3], undefined))) / 1e9;
  return `${((1000 * BATCH) / cpuMs).toFixed(1)} pictures a CPU second, ${((1000 * gigaOperations) / wallMs).toFixed(1)} GFLOP/s`;
}

/** The same network over the same parameters, written as tfjs alone lets one write it. */
function plainMobileNetV2(images: tf.Tensor4D, root: Scope): tf.Tensor4D {
  const plainNorm = (x: tf.Tensor4D, scope: Scope): tf.Tensor4D => {
    const vector = (name: string) => scope.parameter(name, [x.shape[3]], () => tf.ones([x.shape[3]])) as tf.Tensor1D;
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, vector('beta'), vector('gamma'), 1e-3);
  };
  const kernel = (scope: Scope, shape: number[]) => scope.parameter('kernel', shape, () => tf.zeros(shape)) as tf.Tensor4D;
  const conv = (x: tf.Tensor4D, place: string, filters: number, size: number, stride: number, rectified = true): tf.Tensor4D => {
    const scope = root.at(place);
    const y = plainNorm(tf.conv2d(x, kernel(scope, [size, size, x.shape[3], filters]), stride, 'same'), scope.at('norm'));
    return rectified ? tf.relu6(y) : y;
  };
  const depthwise = (x: tf.Tensor4D, place: string, stride: number): tf.Tensor4D => {
    const scope = root.at(place);
    return tf.relu6(plainNorm(tf.depthwiseConv2d(x, kernel(scope, [3, 3, x.shape[3], 1]), stride, 'same'), scope.at('norm')));
  };
  const channels = [8, ...repeat(16, 2), ...repeat(16, 3), ...repeat(32, 4), ...repeat(48, 3), ...repeat(80, 3), 160];
  const strides = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];
  let x = conv(images, 'stem', 16, 3, 2);
  channels.forEach((filters, block) => {
    const place = `block${block}`;
    const stride = strides[block] ?? 1;
    const wide = block === 0 ? x : conv(x, joinPath(place, 'expand'), x.shape[3] * 6, 1, 1);
    const narrow = conv(depthwise(wide, joinPath(place, 'depthwise'), stride), joinPath(place, 'project'), filters, 1, 1, false);
    x = stride === 1 && filters === x.shape[3] ? tf.add(x, narrow) : narrow;
  });
  return conv(x, 'last', 1280, 1, 1);
}

const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);
