import * as tf from '@tensorflow/tfjs-core';
import { onPlainLoops } from '../../tensor/plain-loops';
import type { Engine } from '../../engine/engine';
import { tfjsEngine } from '../../engine/tfjs-engine';

/** Plain JavaScript loops ('cpu'): there everywhere, right, and too slow to train. */
export async function startCpu(): Promise<Engine> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  await onPlainLoops(() => tf.scalar(0).dispose());
  await tf.setBackend('cpu');
  return tfjsEngine({ name: 'cpu', description: `JavaScript ${version}, 1 thread`, tooSlow: 'plain loops; good for tests' });
}
