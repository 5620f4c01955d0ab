import type { LoadedModel } from '../../../models/artifact/load';
import { EngineError } from '../../../models/errors';
import type { Predictor } from '../../../models/predictor';
import type { OnnxDevice } from '../../../models/node/engines/onnxruntime';
import type { StartedEngine } from '../../../models/node/engines/started-engine';

// What engines need is imported when one starts: the server itself reads this list for its names.

/** What a worker needs of a model that runs: the Predictor, or what stands in for it on an engine of another kind. */
export type FramePredictor = Pick<Predictor, 'warmUp' | 'predictTogether' | 'close'>;

/** An engine that runs in this process. */
export interface WorkerEngine {
  /** Versions, threads, adapter. */
  readonly description: string;
  /** @param together how many frames it will be shown at once, besides one alone */
  open(model: LoadedModel, together: number): FramePredictor | Promise<FramePredictor>;
  /** Frees the engine, after all that it has opened was closed; it can be started again. */
  stop(): void;
}

export interface EngineLoader {
  readonly name: string;
  /** What one frame keeps busy: a pool has as many workers as the machine has room for. */
  readonly uses: 'one core' | 'the machine';
  /** It has room for more than one picture, so that several may be faster in one run: that is measured. */
  readonly roomy?: boolean;
  /** Much slower on a processor than what comes before it in the list, or large: only measured where none of that can be used. */
  readonly lastResort?: boolean;
  /**
   * Starts it, or makes it the current one again.
   * @param wanted it was asked for by name, so it may be slow
   * @throws EngineError that says why it cannot be used here
   */
  start(wanted: boolean): Promise<WorkerEngine>;
}

/** Engines that a worker can run on, the usually faster ones first. What can be used is measured at start-up, and the fastest is taken. */
export const engines: readonly EngineLoader[] = [
  { ...onnxEngine('onnxruntime-cuda', 'the machine', 'cuda'), roomy: true },
  onnxEngine('onnxruntime', 'one core', 'cpu'),
  { ...tfjsEngine('tfjs-node-gpu', 'the machine', async () => (await import('../../../models/node/engines/tensorflow')).startTensorflow('tfjs-node-gpu')), roomy: true },
  { ...tfjsEngine('dawn', 'the machine', async (wanted) => (await import('../../../models/node/engines/dawn')).startDawn(wanted)), roomy: true },
  { ...tfjsEngine('tfjs-node', 'one core', async () => (await import('../../../models/node/engines/tensorflow')).startTensorflow('tfjs-node')), lastResort: true, roomy: true },
  { ...tfjsEngine('wasm', 'one core', async () => (await import('../../../models/node/engines/wasm')).startWasm()), lastResort: true },
  { ...tfjsEngine('cpu', 'one core', async () => (await import('../../../models/node/engines/cpu')).startCpu()), lastResort: true },
];

function onnxEngine(name: string, uses: EngineLoader['uses'], device: OnnxDevice): EngineLoader {
  let started: WorkerEngine | undefined;
  return {
    name,
    uses,
    async start() {
      if (started !== undefined) return started;
      const { startOnnxruntime } = await import('../../../models/node/engines/onnxruntime');
      // The workers are what runs side by side.
      started = { ...(await startOnnxruntime(device, { threads: 1 })), stop: () => undefined };
      return started;
    },
  };
}

function tfjsEngine(name: string, uses: EngineLoader['uses'], startBackend: (wanted: boolean) => Promise<StartedEngine>): EngineLoader {
  return {
    name,
    uses,
    async start(wanted) {
      const { description, tooSlow } = await startBackend(wanted);
      const tf = await import('@tensorflow/tfjs-core');
      const { registerKernels } = await import('../../../models/kernels/register');
      const { toWeights } = await import('../../../models/artifact/load');
      const { Predictor } = await import('../../../models/predictor');
      const { tfjsRunner } = await import('../../../models/engine/tfjs-runner');
      const backend = tf.getBackend();
      const engine: WorkerEngine = {
        description,
        open: ({ card, values }, together) => new Predictor(card, tfjsRunner(card, toWeights(values), together)),
        stop: () => {
          const factory = tf.findBackendFactory(backend);
          tf.removeBackend(backend);
          tf.registerBackend(backend, factory);
        },
      };
      if (tooSlow !== undefined && !wanted) {
        engine.stop();
        throw new EngineError(`${description}: ${tooSlow}`);
      }
      registerKernels(backend);
      return engine;
    },
  };
}

export function findEngine(list: readonly EngineLoader[], name: string): EngineLoader {
  const engine = list.find((known) => known.name === name);
  if (engine === undefined) throw new EngineError(`There is no engine '${name}'; known are ${list.map((known) => known.name).join(', ')}.`);
  return engine;
}
