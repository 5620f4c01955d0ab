import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { toWeights } from '../../../models/artifact/load';
import { onnxPredictor } from '../../../models/engine/onnx-predictor';
import { tfjsRunner } from '../../../models/engine/tfjs-runner';
import { InvalidInputError } from '../../../models/errors';
import { describeExport } from '../../../models/graph/describe-export';
import { exportedGraph } from '../../../models/graph/exported-graph';
import { onnxModel } from '../../../models/graph/onnx/model-to-onnx';
import { traceModel } from '../../../models/graph/trace-model';
import { registerKernels } from '../../../models/kernels/register';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { Predictor } from '../../../models/predictor';
import type { StylePrediction } from '../../../models/prediction/prediction';
import { startWasm } from '../../../training/engines/wasm-engine';
import { ort } from '../graph/onnx/onnxruntime';
import { describeEachEngine } from '../kernels/engines';
import { tintingStylizer } from '../networks/style/tinting-stylizer';
import { expectSame } from './expect-same';

vi.mock('../../../models/graph/trace-model', async (original) => {
  const actual = await original<typeof import('../../../models/graph/trace-model')>();
  return { ...actual, traceModel: vi.fn(actual.traceModel) };
});

const frame = () => sharpFrame('tests/fixtures/pictures/people.webp');
const BLENDS = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]];

/** How far each colour strays from the middle, on average. */
function strays({ picture }: StylePrediction): number[] {
  if (!('pixels' in picture)) throw new Error('The picture is encoded.');
  const { pixels } = picture;
  return [0, 1, 2].map((colour) => {
    let sum = 0;
    for (let at = colour; at < pixels.length; at += 4) sum += Math.abs((pixels[at] ?? 0) - 128);
    return sum / (pixels.length / 4);
  });
}

async function styled(predictor: Predictor, styles: readonly number[]): Promise<StylePrediction> {
  const { prediction } = await predictor.predict(await frame(), { styles });
  if (prediction.task !== 'style') throw new Error(`no picture but ${prediction.task}`);
  return prediction;
}

await describeEachEngine('a network that takes numbers beside the picture', () => {
  it('answers by them, without being recorded again, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const { card, values } = tintingStylizer();
    const predictor = new Predictor(card, tfjsRunner(card, toWeights(values), 2));
    await predictor.warmUp();
    const [plain, blue, red, both] = [await styled(predictor, [1, 0, 0]), await styled(predictor, [0, 1, 0]), await styled(predictor, [0, 0, 1]), await styled(predictor, [0.5, 0.5, 0])].map(strays);
    for (const colour of plain ?? []) expect(colour).toBeGreaterThan(20);
    expect([blue?.[0], blue?.[1], red?.[1], red?.[2]]).toEqual([0, 0, 0, 0].map((value) => expect.closeTo(value, 0) as number));
    expect(blue?.[2]).toBeCloseTo(plain?.[2] ?? NaN, 0);
    expect(red?.[0]).toBeCloseTo(plain?.[0] ?? NaN, 0);
    expect(both?.[0]).toBeCloseTo((plain?.[0] ?? NaN) / 2, 0);

    vi.mocked(traceModel).mockClear();
    for (const styles of BLENDS) await styled(predictor, styles);
    expect(traceModel).not.toHaveBeenCalled();

    const together = await predictor.predictTogether([{ frame: await frame(), options: { styles: [0, 1, 0] } }, { frame: await frame(), options: { styles: [0.5, 0.5, 0] } }]);
    expectSame(together[0]?.prediction, await styled(predictor, [0, 1, 0]));
    expectSame(together[1]?.prediction, await styled(predictor, [0.5, 0.5, 0]));
    await expect(styled(predictor, [1, 0])).rejects.toThrow(InvalidInputError);
    predictor.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where it is not given them', async () => {
    const { card, values } = tintingStylizer();
    const runner = tfjsRunner(card, toWeights(values));
    const picture = { width: 64, height: 64, channels: 3 as const, data: new Uint8Array(3 * 64 * 64) };
    await expect(runner.run([picture], () => 0)).rejects.toThrow('takes 3 numbers beside each of 1 pictures, given none');
    await expect(runner.run([picture], () => 0, [new Float32Array(2)])).rejects.toThrow(InvalidInputError);
    runner.close();
  });
}, ['wasm', 'tensorflow']);

describe('as ONNX', () => {
  it('has them as a second input, which is described', async () => {
    const { card, values } = tintingStylizer();
    const { condition, input } = describeExport(card, 'onnx');
    expect(condition).toMatchObject({ name: 'styles', type: 'float32', shape: [1, 3] });
    expect(condition?.meaning).toContain('order of the categories');
    const model = onnxModel(card, await exportedGraph(card, values));
    expect(model.inputs.map(({ name, dims }) => [name, dims])).toEqual([['image', input.shape], ['styles', [1, 3]]]);
  });

  it.skipIf(ort === undefined)('answers as on tfjs (skipped where onnxruntime-node is not installed)', async () => {
    if (ort === undefined) throw new Error('onnxruntime-node is not installed');
    await startWasm();
    registerKernels('wasm');
    const model = tintingStylizer();
    const [onnx, tfjs] = [await onnxPredictor(ort, model, { intraOpNumThreads: 1, together: 2 }), new Predictor(model.card, toWeights(model.values))];
    for (const styles of BLENDS) expectSame(await styled(onnx, styles), await styled(tfjs, styles));
    const together = await onnx.predictTogether(await Promise.all([[1, 0, 0], [0, 0.25, 0.75]].map(async (styles) => ({ frame: await frame(), options: { styles } }))));
    expectSame(together[1]?.prediction, await styled(tfjs, [0, 0.25, 0.75]));
    for (const predictor of [onnx, tfjs]) predictor.close();
  });
});
