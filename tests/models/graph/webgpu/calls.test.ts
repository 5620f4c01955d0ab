import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { trace } from '../../../../models/graph/trace';
import { WebGpuProgram } from '../../../../models/graph/webgpu/program';
import { countCalls } from '../../../../training/bench/webgpu-calls';
import { softwareDevice } from './software-device';

const device = await softwareDevice();

describe.skipIf(typeof device === 'string')(`what a frame asks of WebGPU${typeof device === 'string' ? `, which does not start here: ${device}` : ''}`, () => {
  it('is one pass, one submission and one read-back, and nothing is written but the picture', async () => {
    if (typeof device === 'string') return;
    const graph = trace((x) => [tf.softmax(tf.maxPool(x, 2, 2, 'same')), tf.relu(x)], [1, 6, 6, 4], new Map());
    const program = await WebGpuProgram.compile(device, graph);
    const picture = new Float32Array(144);
    expect(await countCalls(() => program.run([picture]))).toEqual({ dispatches: 3, passes: 1, submissions: 1, writes: 1, bindGroups: 0, buffers: 0, readBacks: 1 });
    const listing = await WebGpuProgram.compile(device, graph, { output: 1, threshold: 1e-9, enough: 5, capacity: 10 });
    expect(await countCalls(() => listing.run([picture]))).toEqual({ dispatches: 4, passes: 1, submissions: 1, writes: 1, bindGroups: 0, buffers: 0, readBacks: 1 });
    program.dispose();
    listing.dispose();
  });

  it('is counted for tfjs, too, whose kernels write uniforms', async () => {
    await tf.setBackend('webgpu');
    const input = tf.tensor1d(new Float32Array(5000));
    const calls = await countCalls(async () => {
      const output = tf.tidy(() => tf.sigmoid(tf.relu(input)));
      await output.data();
      output.dispose();
    });
    input.dispose();
    expect(calls.dispatches).toBe(2);
    expect(calls.writes).toBeGreaterThanOrEqual(2);
    expect(calls.bindGroups).toBe(2);
    expect(calls.readBacks).toBe(1);
  });
});
