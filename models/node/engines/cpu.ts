import * as tf from '@tensorflow/tfjs-core';
import { onPlainLoops } from '../../tensor/plain-loops';
import type { StartedEngine } from './started-engine';

/** Plain JavaScript loops ('cpu'): there everywhere, right, and too slow to train. */
export async function startCpu(): Promise<StartedEngine> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  await onPlainLoops(() => tf.scalar(0).dispose());
  await tf.setBackend('cpu');
  return { backend: tf.backend(), description: `JavaScript ${version}, 1 thread`, tooSlow: 'plain loops; good for tests' };
}
