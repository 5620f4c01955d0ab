import type { LoadedModel } from '../artifact/load';
import { EngineError } from '../errors';
import { PICTURE_INPUT } from '../graph/exported-names';
import { createNetwork } from '../networks';
import { networkToOnnx } from '../graph/onnx/model-to-onnx';
import { taskNamed } from '../tasks';
import { RecentlyUsed } from '../recently-used';
import { inputShape, joinConditions, MOST_SHAPES, outputsByPicture, shapeKey, type InputShape, type NetworkRunner } from './network-runner';
import { numbersOf } from '../frames/normalize';
import { pictureAt } from './picture-at';
import { fillPlanes } from '../frames/to-channels-first';
import { Predictor } from '../predictor';

/** The part of onnxruntime's packages that is used: onnxruntime-node and onnxruntime-web alike are one. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(model: Uint8Array, options?: OnnxSessionOptions): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

export interface OnnxSessionOptions {
  /** Which of the runtime's devices computes: 'cpu', 'cuda', 'wasm', … Default: the runtime's own choice. */
  readonly executionProviders?: readonly string[];
  /** Threads of one run; 0 leaves it to the runtime. */
  readonly intraOpNumThreads?: number;
  /** Write down how long every node takes, into a file whose name begins so. */
  readonly enableProfiling?: boolean;
  readonly profileFilePrefix?: string;
}

interface OnnxTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

interface OnnxSession {
  run(inputs: Record<string, OnnxTensor>): Promise<Readonly<Record<string, OnnxTensor>>>;
  endProfiling(): void;
  release(): Promise<void>;
}

export interface OnnxPredictorOptions extends OnnxSessionOptions {
  /** How many pictures it takes at once, besides one alone. Default: 1. */
  readonly together?: number;
}

/**
 * A model on onnxruntime: written as ONNX in memory, batch normalisation folded, and handed over.
 * @throws EngineError where the network cannot be written as ONNX, or the runtime cannot load it
 */
export async function onnxPredictor(runtime: OnnxRuntime, model: LoadedModel, { together = 1, ...options }: OnnxPredictorOptions = {}): Promise<Predictor> {
  return new Predictor(model.card, await onnxRunner(runtime, model, together, options));
}

/** A session for inputs of one shape, and where their numbers go. */
interface OpenSession {
  readonly session: OnnxSession;
  readonly planes: Float32Array;
  readonly input: OnnxTensor;
}

async function openSession({ InferenceSession, Tensor }: OnnxRuntime, { card, values }: LoadedModel, { count, width, height }: InputShape, options: OnnxSessionOptions): Promise<OpenSession> {
  const written = await networkToOnnx({ ...card, input: { ...card.input, width, height } }, values, count);
  const session = await InferenceSession.create(written, options).catch((cause: unknown) => {
    throw new EngineError(`onnxruntime cannot load '${card.name}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  const planes = new Float32Array(count * numbersOf({ width, height }));
  return { session, planes, input: new Tensor('float32', planes, [count, 3, height, width]) };
}

async function onnxRunner(runtime: OnnxRuntime, model: LoadedModel, together: number, options: OnnxSessionOptions): Promise<NetworkRunner> {
  const { input: size, task, network } = model.card;
  const { outputs: names, condition } = taskNamed(task);
  const { conditions: each = 0 } = createNetwork(network.name, network.options);
  const sessions = new RecentlyUsed<OpenSession>(MOST_SHAPES, ({ session }) => void session.release());
  const open = async (shape: InputShape) => sessions.set(shapeKey(shape), await openSession(runtime, model, shape, options));
  try {
    for (const count of new Set([1, together])) await open({ count, width: size.width, height: size.height });
  } catch (error) {
    sessions.clear();
    throw error;
  }
  return {
    async run(pictures, now, conditions = []) {
      const shape = inputShape(pictures, size, together);
      const beside = joinConditions(conditions, shape.count, each);
      const { session, planes, input } = sessions.get(shapeKey(shape)) ?? await open(shape);
      pictures.forEach((pixels, picture) => fillPlanes(pictureAt(planes, picture, shape.count), pixels));
      const preparedAt = now();
      const results = await session.run({ [PICTURE_INPUT]: input, ...(condition !== undefined && { [condition.name]: new runtime.Tensor('float32', beside, [shape.count, each]) }) });
      const forwardedAt = now();
      const all = Object.fromEntries(names.map((name) => [name, floatsOf(results, name)]));
      return { outputs: outputsByPicture(all, shape.count), preparedAt, forwardedAt };
    },
    close: () => sessions.clear(),
  };
}

function floatsOf(outputs: Readonly<Record<string, OnnxTensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new EngineError(`The network gave no float32 output '${name}'.`);
  return data;
}
