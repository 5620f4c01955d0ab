import type { Engine, FramePredictor, StartableEngine } from '../../../models/engine/engine';
import { EngineError } from '../../../models/errors';
import type { OnnxDevice } from '../../../models/node/engines/onnxruntime';

// What engines need is imported when one starts: the server itself reads this list for its names.

/** An engine of the server's workers, and what is known of it before it is started. */
export interface ServerEngine extends StartableEngine<FramePredictor> {
  /** What one frame keeps busy: a pool has as many workers as the machine has room for. */
  readonly uses: 'one core' | 'the machine';
  /** It has room for more than one picture, so that several may be faster in one run: that is measured. */
  readonly roomy?: boolean;
  /** Much slower on a processor than what comes before it in the list, or large: only measured where none of that can be used. */
  readonly lastResort?: boolean;
}

/** Engines that a worker can run on, the usually faster ones first. What can be used is measured at start-up, and the fastest is taken. */
export const engines: readonly ServerEngine[] = [
  { ...onnxEngine('onnxruntime-cuda', 'the machine', 'cuda'), roomy: true },
  onnxEngine('onnxruntime', 'one core', 'cpu'),
  { ...tfjsEngine('tfjs-node-gpu', 'the machine', async () => (await import('../../../models/node/engines/tensorflow')).startTensorflow('tfjs-node-gpu')), roomy: true },
  { ...tfjsEngine('dawn', 'the machine', async (wanted) => (await import('../../../models/node/engines/dawn')).startDawn(wanted)), roomy: true },
  { ...tfjsEngine('tfjs-node', 'one core', async () => (await import('../../../models/node/engines/tensorflow')).startTensorflow('tfjs-node')), lastResort: true, roomy: true },
  { ...tfjsEngine('wasm', 'one core', async () => (await import('../../../models/node/engines/wasm')).startWasm()), lastResort: true },
  { ...tfjsEngine('cpu', 'one core', async () => (await import('../../../models/node/engines/cpu')).startCpu()), lastResort: true },
];

function onnxEngine(name: string, uses: ServerEngine['uses'], device: OnnxDevice): ServerEngine {
  let started: Engine | undefined;
  return {
    name,
    uses,
    async start() {
      if (started !== undefined) return started;
      const { startOnnxruntime } = await import('../../../models/node/engines/onnxruntime');
      // The workers are what runs side by side.
      started = await startOnnxruntime(device, { threads: 1 });
      return started;
    },
  };
}

function tfjsEngine(name: string, uses: ServerEngine['uses'], startBackend: (wanted: boolean) => Promise<Engine>): ServerEngine {
  return {
    name,
    uses,
    async start(wanted) {
      const engine = await startBackend(wanted);
      if (engine.tooSlow === undefined || wanted) return engine;
      engine.stop();
      throw new EngineError(`${engine.description}: ${engine.tooSlow}`);
    },
  };
}

export function findEngine(list: readonly ServerEngine[], name: string): ServerEngine {
  const engine = list.find((known) => known.name === name);
  if (engine === undefined) throw new EngineError(`There is no engine '${name}'; known are ${list.map((known) => known.name).join(', ')}.`);
  return engine;
}
