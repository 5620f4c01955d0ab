import { availableParallelism } from 'node:os';
import type { Engine } from '../../engine/engine';
import { EngineError } from '../../errors';
import { encodeModel, type OnnxModel } from '../../graph/onnx/model';
import { graphToOnnx } from '../../graph/onnx/to-onnx';
import { onnxPredictor, type OnnxRuntime, type OnnxSessionOptions } from '../../engine/onnx-predictor';
import { mayHaveNvidiaDriver } from './nvidia-driver';
import { importOnnxruntime } from './onnxruntime-package';
import { profileOnnx, type ProfiledNode } from './profile-onnx';

/** What onnxruntime computes on. */
export type OnnxDevice = 'cpu' | 'cuda';

/** onnxruntime: no engine of tfjs, so it runs exported models and nothing else. */
export interface OnnxEngine extends Engine {
  /** How long each node takes of an exported model of one input. */
  readonly profile: (model: OnnxModel) => Promise<readonly ProfiledNode[]>;
}

/** Half of the processor's threads, at most four: more of them wait for one another, and a busy machine has none to spare. */
export const defaultOnnxThreads = (): number => Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));

/** @throws EngineError that says why onnxruntime cannot be used here */
export async function startOnnxruntime(device: OnnxDevice, { threads = defaultOnnxThreads() }: { readonly threads?: number } = {}): Promise<OnnxEngine> {
  if (device === 'cuda' && !mayHaveNvidiaDriver()) throw new EngineError('this machine has no NVIDIA driver');
  const runtime = await importOnnxruntime();
  if (!runtime.listSupportedBackends().some(({ name }) => name === device)) {
    throw new EngineError(`onnxruntime-node does not compute on ${device} on this platform`);
  }
  const options: OnnxSessionOptions = { executionProviders: [device], intraOpNumThreads: threads };
  if (device !== 'cpu') await tryDevice(runtime, options, device);
  return {
    name: device === 'cpu' ? 'onnxruntime' : `onnxruntime-${device}`,
    description: `onnxruntime ${runtime.env.versions.node ?? 'of unknown version'}, ${device === 'cuda' ? 'CUDA' : `${threads} ${threads === 1 ? 'thread' : 'threads'}`}`,
    open: (model, together) => onnxPredictor(runtime, model, { ...options, ...(together === undefined ? {} : { together }) }),
    stop: () => undefined,
    profile: (model) => profileOnnx(runtime, model, options),
  };
}

/** A device's libraries are looked for when the first model is loaded, so one that does nothing is loaded at once. */
async function tryDevice(runtime: OnnxRuntime, options: OnnxSessionOptions, device: OnnxDevice): Promise<void> {
  const value = { shape: [1, 1, 1, 1], dtype: 'float32' } as const;
  try {
    const session = await runtime.InferenceSession.create(encodeModel(graphToOnnx({ inputs: [value], nodes: [], outputs: [value] })), options);
    await session.release();
  } catch (cause) {
    throw new EngineError(`onnxruntime-node cannot compute on ${device} here: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
