import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights } from '../../models/artifact/load';
import { tfjsRunner } from '../../models/engine/tfjs-runner';
import { EngineError } from '../../models/errors';
import { normalize, numbersOf } from '../../models/frames/normalize';
import { GraphRunner } from '../../models/graph/run-graph';
import { traceModel } from '../../models/graph/trace-model';
import { WebGpuProgram } from '../../models/graph/webgpu/program';
import { bestOf, splitAtSelection } from '../../models/graph/webgpu/split';
import { webgpuBackend } from '../../models/kernels/webgpu-program';
import { startCpu } from '../engines/cpu-engine';
import { findModel } from '../export/model-files';
import { compare, type Comparison, type Contestant } from './compare';
import { countCalls, withEmptyDispatches, type WebGpuCalls } from './webgpu-calls';

const MODELS = ['mobilenet-v2-imagenet', 'tiny-pose-coco', 'gfl-shufflenet-v2-pan'];

/** More detections than a list of so many come from are none that a picture shows. */
const LISTED = 8192;

interface OnWebGpu extends Contestant {
  readonly close: () => void;
}

/**
 * What a frame costs on WebGPU beside the computing itself: processor time with every dispatch made empty, and what is asked
 * of the device; a graph as one program against its kernels one by one, from a picture of the input's size to the outputs.
 * @throws EngineError where tfjs's current engine is not that of WebGPU
 */
export async function benchWebGpu(): Promise<Comparison[]> {
  const backend = tf.getBackend();
  if (backend !== 'webgpu') throw new EngineError(`This is measured on WebGPU, the current engine is ${backend}: --engine dawn`);
  const { device } = webgpuBackend(tf.backend());
  const rows: Comparison[] = [];
  for (const name of MODELS) {
    const model = await loadModel(await findModel(name));
    const contestants = [await asProgram(device, model), await byKernels(model)];
    // What is made at the first frame is not what a frame costs.
    const notes: string[] = [];
    for (const { run } of contestants) {
      await run();
      notes.push(described(await countCalls(run)));
    }
    await withEmptyDispatches(async () => {
      const times = await compare(contestants, { warmUps: 3, rounds: 15 });
      rows.push(...times.map((time, index) => ({ ...time, name: `${name}: ${time.name}`, note: notes[index] ?? '' })));
    });
    for (const { close } of contestants) close();
  }
  await tf.setBackend(backend);
  return rows;
}

type Model = Awaited<ReturnType<typeof loadModel>>;

/** A detector's choice among its candidates is made on the processor. */
async function asProgram(device: GPUDevice, { card, values }: Model): Promise<OnWebGpu> {
  const graph = traceModel(card, values);
  const split = splitAtSelection(graph);
  const program = await WebGpuProgram.compile(device, split?.head ?? graph, split && { output: 0, threshold: split.threshold, capacity: LISTED });
  await startCpu();
  const tail = split && new GraphRunner(split.tail);
  const picture = new Float32Array(numbersOf(card.input));
  return {
    name: 'one program',
    run: async () => {
      const { outputs, listed } = await program.run([normalize(pixelsFor(card.input), card.input, picture)]);
      if (split === undefined || tail === undefined || listed === undefined) return;
      await startCpu();
      const best = bestOf(listed, split.count);
      const given = [tf.tensor1d(best.values), tf.tensor1d(best.indices, 'int32'), ...split.tail.inputs.slice(2).map(({ shape }, index) => tf.tensor(outputs[index] ?? [], [...shape]))];
      const results = tail.run(given);
      await Promise.all(results.map((result) => result.data()));
      tf.dispose([given, results]);
    },
    close: () => {
      program.dispose();
    },
  };
}

async function byKernels({ card, values }: Model): Promise<OnWebGpu> {
  await tf.setBackend('webgpu');
  const runner = tfjsRunner(card, toWeights(values));
  return {
    name: 'kernel by kernel',
    run: async () => {
      await tf.setBackend('webgpu');
      await runner.run([pixelsFor(card.input)], () => 0);
    },
    close: () => {
      runner.close();
    },
  };
}

const pixelsFor = ({ width, height }: Model['card']['input']) =>
  ({ width, height, channels: 3 as const, data: Uint8Array.from({ length: 3 * width * height }, (_, byte) => (byte * 7) % 251) });

const described = ({ dispatches, passes, submissions, writes, bindGroups, buffers, readBacks }: WebGpuCalls): string =>
  `${dispatches} dispatches, ${passes} passes, ${submissions} submissions, ${writes} writes, ${bindGroups} bind groups and ${buffers} buffers made, ${readBacks} read-backs`;
