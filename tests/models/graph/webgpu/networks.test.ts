import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../../models/graph/graph';
import { GraphRunner } from '../../../../models/graph/run-graph';
import type { Listing } from '../../../../models/graph/webgpu/kernels/listing';
import { UnsupportedGraphError } from '../../../../models/graph/webgpu/lowering';
import { WebGpuProgram } from '../../../../models/graph/webgpu/program';
import { bestOf, splitAtSelection } from '../../../../models/graph/webgpu/split';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { expectClose } from '../closeness';
import { noise, shipped } from '../shipped';
import { softwareDevice } from './software-device';

const device = await softwareDevice();
const TOLERANCE = 1e-3;

describe.skipIf(typeof device === 'string')(`shipped networks as programs of WebGPU${typeof device === 'string' ? `, which does not start here: ${device}` : ''}`, () => {
  it.each([['mobilenet-v2-imagenet', 96, 55], ['mobilenet-v2-objects', 96, 55], ['tiny-pose-coco', 64, 325]] as const)('%s gives what its kernels give one by one', async (name, side, dispatches) => {
    const { graph } = await shipped(name, side);
    const { picture, expected: [expected] } = await onWasm(graph, side);
    const program = await compiled(graph);
    expect(program.facts.dispatches.length).toBeLessThanOrEqual(dispatches);
    for (let frame = 0; frame < 2; frame++) expectClose((await program.run([picture])).outputs[0] ?? [], expected ?? new Float32Array(), TOLERANCE);
    program.dispose();
  });

  // As many as there are at this size, and fewer than lie above the threshold.
  it.each([['gfl-shufflenet-v2-pan', 4096], ['nanodet-plus-coco', 4096], ['gfl-shufflenet-v2-pan', 3]] as const)('%s finds the same boxes, with a list of %i candidates', async (name, capacity) => {
    const side = 128;
    const { graph } = await shipped(name, side);
    const { picture, expected: [expected] } = await onWasm(graph, side);
    const split = splitAtSelection(graph);
    if (split === undefined) throw new Error('There is no selection to cut at.');
    const program = await compiled(split.head, { output: 0, threshold: split.threshold, enough: split.count, capacity });
    expect(program.facts.dispatches.length).toBeLessThanOrEqual(130);
    // The second list begins where the first one says.
    await program.run([picture]);
    const { outputs, listed = { indices: new Uint32Array(), values: new Float32Array() } } = await program.run([picture]);
    expect(listed.values.length).toBeGreaterThan(3);
    const best = bestOf(listed, split.count);
    const given = [tf.tensor1d(best.values), tf.tensor1d(best.indices, 'int32'), ...split.tail.inputs.slice(2).map(({ shape }, index) => tf.tensor(outputs[index] ?? [], [...shape]))];
    const tail = new GraphRunner(split.tail);
    const [boxes] = tail.run(given);
    expectClose(await boxes?.data() ?? [], expected ?? new Float32Array(), TOLERANCE);
    tf.dispose([given, boxes ?? []]);
    tail.dispose();
    program.dispose();
  });

  it('refuses a network of two stages, and names what it lacks', async () => {
    const { graph } = await shipped('faster-rcnn-shufflenet-v2-pan-320', 64);
    const refusal: unknown = await compiled(graph).catch((error: unknown) => error);
    if (!(refusal instanceof UnsupportedGraphError)) throw refusal;
    expect(refusal.missing.join()).toContain('FoveaRoiAlign');
    expect(refusal.message).toContain(`${refusal.missing.length} of its nodes`);
  });
});

async function compiled(graph: Graph, listing?: Listing): Promise<WebGpuProgram> {
  if (typeof device === 'string') throw new Error(device);
  return await WebGpuProgram.compile(device, graph, listing);
}

/** A picture, and what the graph makes of it kernel by kernel on wasm, which stays the current engine. */
async function onWasm(graph: Graph, side: number): Promise<{ readonly picture: Float32Array<ArrayBuffer>; readonly expected: readonly Float32Array[] }> {
  await startWasm();
  const input = noise(side, 5);
  const runner = new GraphRunner(graph);
  const outputs = runner.run([input]);
  const [picture = new Float32Array(), ...expected] = await Promise.all([input, ...outputs].map((tensor) => tensor.data<'float32'>()));
  runner.dispose();
  tf.dispose([input, outputs]);
  return { picture: Float32Array.from(picture), expected };
}
