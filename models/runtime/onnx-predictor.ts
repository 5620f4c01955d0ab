import type { LoadedModel } from '../artifact/load';
import { DETECTION_ROW } from '../detection/decode';
import { EngineError } from '../errors';
import { CLASSIFICATION_OUTPUT, DETECTION_OUTPUTS, PICTURE_INPUT } from '../graph/exported-names';
import { modelToOnnx } from '../graph/onnx/model-to-onnx';
import type { NetworkRunner } from './network-runner';
import { checkPixels } from './normalize';
import { fillPlanes } from './planes';
import { Predictor, type PredictorCard } from './predictor';

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

/**
 * A model on onnxruntime: written as ONNX in memory, batch normalisation folded, and handed over.
 * @throws EngineError where the network cannot be written as ONNX, or the runtime cannot load it
 */
export async function onnxPredictor(runtime: OnnxRuntime, { card, values }: LoadedModel, options: OnnxSessionOptions = {}): Promise<Predictor> {
  const session = await runtime.InferenceSession.create(await modelToOnnx(card, values), options).catch((cause: unknown) => {
    throw new EngineError(`onnxruntime cannot load '${card.name}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  return new Predictor(card, onnxRunner(runtime, session, card));
}

function onnxRunner({ Tensor }: OnnxRuntime, session: OnnxSession, { input, task }: PredictorCard): NetworkRunner {
  const { width, height } = input;
  const planes = new Float32Array(3 * width * height);
  const picture = new Tensor('float32', planes, [1, 3, height, width]);
  return {
    async run(pixels, now) {
      checkPixels(pixels, input);
      fillPlanes(planes, pixels);
      const preparedAt = now();
      const outputs = await session.run({ [PICTURE_INPUT]: picture });
      const forwardedAt = now();
      return { numbers: task === 'detection' ? detectionRows(outputs) : floatsOf(outputs, CLASSIFICATION_OUTPUT), preparedAt, forwardedAt };
    },
    close: () => void session.release(),
  };
}

/** The outputs of an exported detector as the rows that `decodeDetections` reads. */
function detectionRows(outputs: Readonly<Record<string, OnnxTensor>>): Float32Array {
  const [boxes, scores] = [floatsOf(outputs, DETECTION_OUTPUTS[0]), floatsOf(outputs, DETECTION_OUTPUTS[1])];
  const labels = outputs[DETECTION_OUTPUTS[2]]?.data;
  if (!(labels instanceof BigInt64Array)) throw new EngineError('The exported detector gave no labels.');
  const rows = new Float32Array(scores.length * DETECTION_ROW);
  scores.forEach((score, index) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * index, 4 * index + 4);
    rows.set([y1, x1, y2, x2, score, Number(labels[index])], index * DETECTION_ROW);
  });
  return rows;
}

function floatsOf(outputs: Readonly<Record<string, OnnxTensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new EngineError(`The exported model gave no float32 output '${name}'.`);
  return data;
}
