import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../models/errors';

/** Makes a registered backend the current one. tfjs itself only logs what went wrong, answers false and later takes another. */
export async function setBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name)) || tf.getBackend() !== name) {
    throw new EngineError(`The engine '${name}' did not start in this browser.`);
  }
}
