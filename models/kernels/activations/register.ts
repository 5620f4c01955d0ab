import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { numberOf, tensorOf, type KernelArguments } from '../arguments';
import { nativeBackend, type NativeAttribute } from '../native-backend';

const activationKinds = ['relu', 'relu6', 'leaky-relu'] as const;
export type ActivationKind = (typeof activationKinds)[number];

/** Inputs dy and y, the activation's output; attributes kind and slope; output dx. */
export const activationGradientKernel = 'FoveaActivationGrad';

/** Makes the gradients of the activations known to an engine; a second call does nothing. */
export function registerActivations(backendName: string): void {
  if (tf.getKernel(activationGradientKernel, backendName) !== undefined) return;
  tf.registerKernel({
    kernelName: activationGradientKernel,
    backendName,
    kernelFunc: backendName === 'tensorflow' ? gradientOnTensorflow : gradientPortable,
  });
}

/** tfjs-node: TensorFlow's own gradients, which take the output in the place of the input. */
function gradientOnTensorflow(args: KernelArguments): tf.Tensor {
  const native = nativeBackend(args.backend);
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = native.binding;
  const attributes: NativeAttribute[] = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }];
  const kind = kindOf(args);
  if (kind === 'leaky-relu') attributes.push({ name: 'alpha', type: TF_ATTR_FLOAT, value: numberOf(args.attrs, 'slope') });
  return native.executeSingleOutput(nativeGradients[kind], attributes, [tensorOf(args, 'dy'), tensorOf(args, 'y')]);
}

const nativeGradients: Readonly<Record<ActivationKind, string>> = { 'relu': 'ReluGrad', 'relu6': 'Relu6Grad', 'leaky-relu': 'LeakyReluGrad' };

/** Any engine: the derivative is a step, so dy times one. */
function gradientPortable(args: KernelArguments): tf.Tensor {
  return tf.tidy(() => {
    const y = tensorOf(args, 'y');
    const dy = tensorOf(args, 'dy');
    switch (kindOf(args)) {
      case 'relu': return tf.mul(dy, tf.step(y));
      // Positive exactly where 0 < y < 6.
      case 'relu6': return tf.mul(dy, tf.step(tf.mul(y, tf.sub(6, y))));
      case 'leaky-relu': return tf.mul(dy, tf.step(y, numberOf(args.attrs, 'slope')));
    }
  });
}

function kindOf(args: KernelArguments): ActivationKind {
  const kind = activationKinds.find((known) => known === args.attrs?.kind);
  if (kind === undefined) throw new EngineError('The gradient of an activation was called without its kind.');
  return kind;
}
