import type { LoadedModel } from '../artifact/load';
import { EngineError } from '../errors';
import { PICTURE_INPUT } from '../graph/exported-names';
import { networkToOnnx } from '../graph/onnx/model-to-onnx';
import { taskNamed } from '../tasks';
import { madeFor, outputsByPicture, type NetworkRunner } from './network-runner';
import { checkPixels, numbersOf } from '../frames/normalize';
import { pictureAt } from './picture-at';
import { fillPlanes } from '../frames/to-channels-first';
import { Predictor, type PredictorCard } from '../predictor';

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
  const sessions = new Map<number, OpenSession>();
  for (const count of new Set([1, together])) sessions.set(count, await openSession(runtime, model, count, options));
  return new Predictor(model.card, onnxRunner(sessions, model.card));
}

/** A session for a number of pictures at once, and where their pixels go. */
interface OpenSession {
  readonly session: OnnxSession;
  readonly planes: Float32Array;
  readonly input: OnnxTensor;
}

async function openSession({ InferenceSession, Tensor }: OnnxRuntime, { card, values }: LoadedModel, count: number, options: OnnxSessionOptions): Promise<OpenSession> {
  const session = await InferenceSession.create(await networkToOnnx(card, values, count), options).catch((cause: unknown) => {
    throw new EngineError(`onnxruntime cannot load '${card.name}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  const planes = new Float32Array(count * numbersOf(card.input));
  return { session, planes, input: new Tensor('float32', planes, [count, 3, card.input.height, card.input.width]) };
}

function onnxRunner(sessions: ReadonlyMap<number, OpenSession>, { input: size, task }: PredictorCard): NetworkRunner {
  const { outputs: names } = taskNamed(task);
  return {
    async run(pictures, now) {
      const count = pictures.length;
      const { session, planes, input } = madeFor(sessions, count);
      pictures.forEach((pixels, picture) => {
        checkPixels(pixels, size);
        fillPlanes(pictureAt(planes, picture, count), pixels);
      });
      const preparedAt = now();
      const results = await session.run({ [PICTURE_INPUT]: input });
      const forwardedAt = now();
      const all = Object.fromEntries(names.map((name) => [name, floatsOf(results, name)]));
      return { outputs: outputsByPicture(all, count), preparedAt, forwardedAt };
    },
    close: () => {
      for (const { session } of sessions.values()) void session.release();
    },
  };
}

function floatsOf(outputs: Readonly<Record<string, OnnxTensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new EngineError(`The network gave no float32 output '${name}'.`);
  return data;
}
