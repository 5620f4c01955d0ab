import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights } from '../../models/artifact/load';
import { encodeModel } from '../../models/graph/onnx/model';
import { graphToOnnx } from '../../models/graph/onnx/to-onnx';
import { optimize } from '../../models/graph/passes/optimize';
import { trace } from '../../models/graph/trace';
import { foldBatchNorm } from '../../models/layers/fold';
import { weightScope } from '../../models/layers/weight-scope';
import { importOnnxruntime } from '../../models/node/engines/onnxruntime-package';
import { createNetwork } from '../../models/networks';
import { findModel } from '../export/model-files';
import { compare, type Comparison, type Contestant } from './compare';

const PICTURES = 4;
const MODEL = 'mobilenet-v2-imagenet';

/**
 * Whether an engine gains from pictures of several clients in one batch: a network's forward pass, one by one and
 * together, on tfjs's current engine and on one thread of onnxruntime.
 */
export async function benchBatch(): Promise<Comparison[]> {
  const { card, values } = await loadModel(await findModel(MODEL));
  const network = createNetwork(card.network.name, card.network.options);
  const shape = (batch: number): [number, number, number, number] => [batch, card.input.height, card.input.width, 3];

  const weights = toWeights(values);
  const inputs = [1, PICTURES].map((batch) => tf.zeros<tf.Rank.R4>(shape(batch)));
  const onTfjs = inputs.map((input) => async () => {
    const output = tf.tidy(() => network.forward(input, weightScope(weights)));
    await output.data();
    output.dispose();
  });

  const { InferenceSession, Tensor } = await importOnnxruntime();
  const folded = foldBatchNorm(values);
  const onOnnxruntime = await Promise.all([1, PICTURES].map(async (batch) => {
    const [n, height, width, channels] = shape(batch);
    const session = await InferenceSession.create(encodeModel(graphToOnnx(optimize(trace((input, scope) => network.forward(input, scope), shape(batch), folded)))), { intraOpNumThreads: 1 });
    const feeds = { input: new Tensor('float32', new Float32Array(n * height * width * channels), [n, channels, height, width]) };
    return async () => {
      await session.run(feeds);
    };
  }));

  const result = await compare([...pair(tf.getBackend(), onTfjs), ...pair('onnxruntime', onOnnxruntime)]);
  tf.dispose([...inputs, ...weights.values()]);
  return result;
}

function pair(engine: string, [one, together]: readonly (() => Promise<void>)[]): Contestant[] {
  if (one === undefined || together === undefined) return [];
  const oneByOne = async () => { for (let picture = 0; picture < PICTURES; picture++) await one(); };
  return [{ name: `${engine}, one by one`, run: oneByOne }, { name: `${engine}, one batch`, run: together }];
}
