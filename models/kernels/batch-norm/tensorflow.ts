import * as tf from '@tensorflow/tfjs-core';
import { inputsOf, numberOf, tensorOf, type KernelArguments } from '../arguments';
import { nativeBackend, type NativeAttribute, type NativeBackend } from '../native-backend';

/** tfjs-node: TensorFlow's FusedBatchNormV3. Its last three outputs are for its own gradient and differ from device to device. */
export function batchNormOnTensorflow(args: KernelArguments): tf.Tensor[] {
  const native = nativeBackend(args.backend);
  return tf.tidy(() => {
    const averages = 'averageMean' in args.inputs ? [tensorOf(args, 'averageMean'), tensorOf(args, 'averageVariance')] : [tf.tensor1d([]), tf.tensor1d([])];
    const inputs = [tensorOf(args, 'x'), tensorOf(args, 'gamma'), tensorOf(args, 'beta'), ...averages];
    return native.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...attributes(native, args), { name: 'exponential_avg_factor', type: native.binding.TF_ATTR_FLOAT, value: 1 - numberOf(args.attrs, 'momentum') }],
      inputs,
      6,
    );
  });
}

export function batchNormGradientOnTensorflow(args: KernelArguments): tf.Tensor[] {
  const native = nativeBackend(args.backend);
  return tf.tidy(() => {
    const inputs = [tensorOf(args, 'dy'), tensorOf(args, 'x'), tensorOf(args, 'gamma'), ...inputsOf(args, 'saved', 3)];
    return native.executeMultipleOutputs('FusedBatchNormGradV3', attributes(native, args), inputs, 5).slice(0, 3);
  });
}

function attributes({ binding }: NativeBackend, args: KernelArguments): NativeAttribute[] {
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: numberOf(args.attrs, 'epsilon') },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ];
}
