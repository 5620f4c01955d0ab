import * as tf from '@tensorflow/tfjs-core';
import { startTensorflow as startForInference, type TensorflowPackage } from '../../models/node/engines/tensorflow';
import type { Engine } from '../../models/engine/engine';
import { registerExplicitPadding } from './explicit-padding';
import { registerPointwiseGradient } from '../../models/learning/pointwise-gradient';

/** Starts TensorFlow's C library ('tensorflow') with the gradients that tfjs-node lacks or has wrong. @throws EngineError that says why it cannot be loaded */
export async function startTensorflow(packageName: TensorflowPackage): Promise<Engine> {
  const first = tf.findBackend('tensorflow') === null;
  const started = await startForInference(packageName);
  if (first) {
    registerExplicitPadding();
    registerPointwiseGradient();
  }
  return started;
}
