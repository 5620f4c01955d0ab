import type { Checkpoint } from '../../../training/loop/checkpoint';

/** A checkpoint whose every number is its step. */
export function sampleCheckpoint(step: number, size = 100): Checkpoint {
  const values = new Map([['kernel', { shape: [size], values: new Float32Array(size).fill(step) }]]);
  return { format: 1, recipe: 'sample', options: {}, seed: 1, step, elapsedSeconds: step, parameters: values, average: values, optimizer: new Map([['velocity', values]]) };
}
