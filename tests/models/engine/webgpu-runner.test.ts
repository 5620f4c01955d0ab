import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { tfjsEngine } from '../../../models/engine/tfjs-engine';
import { withPrograms } from '../../../models/engine/webgpu-engine';
import { webgpuRunner } from '../../../models/engine/webgpu-runner';
import { UnsupportedGraphError } from '../../../models/graph/webgpu/lowering';
import { Predictor } from '../../../models/predictor';
import { findModel } from '../../../training/export/model-files';
import { startWasm } from '../../../training/engines/wasm-engine';
import { countCalls } from '../../../training/bench/webgpu-calls';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { softwareDevice } from '../graph/webgpu/software-device';
import { tintingStylizer } from '../networks/style/tinting-stylizer';
import { expectSame } from './expect-same';

const device = await softwareDevice();

describe.skipIf(typeof device === 'string')(`webgpuRunner${typeof device === 'string' ? `, as WebGPU does not start here: ${device}` : ''}`, () => {
  it.each([['gfl-shufflenet-v2-pan', 192], ['mobilenet-v2-imagenet', 96]] as const)('sees with %s what wasm sees, with one submission and one read-back a frame', async (name, side) => {
    if (typeof device === 'string') return;
    const { card, values } = await loadModel(await findModel(name));
    const small = { ...card, input: { ...card.input, width: side, height: side } };
    await startWasm();
    const expected = new Predictor(small, toWeights(values));
    const frame = await sharpFrame('tests/fixtures/pictures/people.webp');
    const { prediction } = await expected.predict(frame);
    expected.close();
    const predictor = new Predictor(small, await webgpuRunner(device, { card: small, values }));
    expectSame((await predictor.predict(frame)).prediction, prediction);
    const calls = await countCalls(() => predictor.predict(frame));
    expect(calls).toMatchObject({ passes: 1, submissions: 1, writes: 1, readBacks: 1, bindGroups: 0 });
    expect(calls.dispatches).toBeLessThanOrEqual(130);
    predictor.close();
  });

  it('paints frames of any proportions in any mixture of styles, with a program for each shape', async () => {
    if (typeof device === 'string') return;
    const model = tintingStylizer();
    await startWasm();
    const expected = new Predictor(model.card, toWeights(model.values));
    const predictor = new Predictor(model.card, await webgpuRunner(device, model));
    const frame = await sharpFrame('tests/fixtures/pictures/people.webp');
    for (const [width, styles] of [[frame.width, [0, 1, 0]], [frame.width, [0.5, 0, 0.5]], [frame.height, [0, 0, 1]]] as const) {
      const request = { ...frame, width };
      expectSame((await predictor.predict(request, { styles })).prediction, (await expected.predict(request, { styles })).prediction);
    }
    const calls = await countCalls(() => predictor.predict(frame, { styles: [0, 0.75, 0.25] }));
    expect(calls).toMatchObject({ passes: 1, submissions: 1, writes: 2, readBacks: 1, bindGroups: 0 });
    predictor.close();
    expected.close();
  });

  it('is what an engine with programs opens, with tfjs for the rest', async () => {
    if (typeof device === 'string') return;
    await tf.setBackend('webgpu');
    const refused: string[] = [];
    const engine = withPrograms(tfjsEngine({ name: 'webgpu', description: '' }), device, (name) => refused.push(name));
    const tensors = tf.memory().numTensors;
    for (const [name, isProgram] of [['mobilenet-v2-objects', true], ['faster-rcnn-shufflenet-v2-pan-320', false]] as const) {
      const { card, values } = await loadModel(await findModel(name));
      const predictor = await engine.open({ card: { ...card, input: { ...card.input, width: 64, height: 64 } }, values });
      expect(tf.memory().numTensors === tensors).toBe(isProgram);
      expect(refused).toEqual(isProgram ? [] : [name]);
      predictor.close();
      expect(tf.memory().numTensors).toBe(tensors);
    }
  });

  it('refuses what tfjs has to run', async () => {
    if (typeof device === 'string') return;
    const twoStages = await loadModel(await findModel('faster-rcnn-shufflenet-v2-pan-320'));
    await expect(webgpuRunner(device, twoStages)).rejects.toThrow(UnsupportedGraphError);
  });
});
