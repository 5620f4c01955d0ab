import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { GraphRunner } from '../../../../models/graph/run-graph';
import { WebGpuProgram } from '../../../../models/graph/webgpu/program';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { expectClose } from '../closeness';
import { noise, shipped } from '../shipped';
import { softwareDevice } from './software-device';

const device = await softwareDevice();

describe.skipIf(typeof device === 'string')(`shipped networks as programs of WebGPU${typeof device === 'string' ? `, which does not start here: ${device}` : ''}`, () => {
  it.each([['mobilenet-v2-imagenet', 96], ['tiny-pose-coco', 64]] as const)('%s gives what its kernels give one by one', async (name, side) => {
    if (typeof device === 'string') return;
    const { graph } = await shipped(name, side);
    await startWasm();
    const input = noise(side, 5);
    const runner = new GraphRunner(graph);
    const [expected] = runner.run([input]);
    const numbers = await expected?.data<'float32'>() ?? new Float32Array();
    const program = await WebGpuProgram.compile(device, graph);
    const picture = Float32Array.from(await input.data());
    for (let frame = 0; frame < 2; frame++) expectClose((await program.run([picture]))[0] ?? [], numbers, 1e-3);
    program.dispose();
    runner.dispose();
    tf.dispose([input, expected ?? []]);
    expect(program.facts.dispatches.length).toBeGreaterThan(0);
  });
});
