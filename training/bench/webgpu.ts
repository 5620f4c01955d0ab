import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights } from '../../models/artifact/load';
import { tfjsRunner } from '../../models/engine/tfjs-runner';
import { webgpuRunner } from '../../models/engine/webgpu-runner';
import { EngineError } from '../../models/errors';
import { webgpuBackend } from '../../models/kernels/webgpu-program';
import { findModel } from '../export/model-files';
import { compare, type Comparison, type Contestant } from './compare';
import { countCalls, withEmptyDispatches, type WebGpuCalls } from './webgpu-calls';

const MODELS = ['mobilenet-v2-imagenet', 'tiny-pose-coco', 'gfl-shufflenet-v2-pan'];

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
    const contestants = [await asProgram(device, model), byKernels(model)];
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
  return rows;
}

type Model = Awaited<ReturnType<typeof loadModel>>;

async function asProgram(device: GPUDevice, model: Model): Promise<OnWebGpu> {
  const runner = await webgpuRunner(device, model);
  return {
    name: 'one program',
    run: async () => {
      await runner.run([pixelsFor(model.card.input)], () => 0);
    },
    close: () => {
      runner.close();
    },
  };
}

function byKernels({ card, values }: Model): OnWebGpu {
  const runner = tfjsRunner(card, toWeights(values));
  return {
    name: 'kernel by kernel',
    run: async () => {
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
