import * as tf from '@tensorflow/tfjs-core';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { EngineError } from '../../../models/errors';
import { webglAdapter } from './device-facts';
import { tfjsEngine } from '../../../models/engine/tfjs-engine';
import type { StartEngine } from './engine';
import { setBackend } from './set-backend';

/** The graphics card through WebGL, for browsers that have nothing faster. */
export const startWebgl: StartEngine = async () => {
  await setBackend('webgl');
  const backend = tf.backend();
  if (!(backend instanceof MathBackendWebGL)) throw new EngineError("The engine 'webgl' is not the one that was expected.");
  const context: object = backend.getGPGPUContext().gl;
  return tfjsEngine({ name: 'webgl', description: webglAdapter().name, lost: contextLost(context) });
};

/** Undefined where it cannot be told. */
function contextLost(context: object): Promise<string> | undefined {
  if (!('canvas' in context && context.canvas instanceof OffscreenCanvas)) return undefined;
  const { canvas } = context;
  return new Promise((resolve) => {
    canvas.addEventListener('webglcontextlost', () => resolve('the graphics card was lost'), { once: true });
  });
}
