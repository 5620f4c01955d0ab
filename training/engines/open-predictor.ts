import { toWeights, type LoadedModel } from '../../models/artifact/load';
import { EngineError, InvalidInputError } from '../../models/errors';
import { Predictor } from '../../models/runtime/predictor';
import { startOnnxruntime, type OnnxDevice } from '../../models/node/engines/onnxruntime';
import { engineNames } from './engine';
import { loadEngine } from './load-engine';

/** What of onnxruntime each of its engines computes on. */
export const ONNX_DEVICES: Readonly<Record<'onnxruntime' | 'onnxruntime-cuda', OnnxDevice>> = { 'onnxruntime': 'cpu', 'onnxruntime-cuda': 'cuda' };

/** The engines that answer, best first. Those of onnxruntime cannot train; on a processor nothing else is as fast. */
export const predictorEngineNames = ['tfjs-node-gpu', 'onnxruntime-cuda', 'onnxruntime', ...engineNames.filter((name) => name !== 'tfjs-node-gpu')] as const;
export type PredictorEngineName = (typeof predictorEngineNames)[number];

export interface OpenedPredictor {
  /** The caller closes it. */
  readonly predictor: Predictor;
  readonly engine: { readonly name: PredictorEngineName; readonly description: string };
}

/**
 * A model on an engine: the one named, or with 'auto' the first of `predictorEngineNames` that runs it here.
 * @throws EngineError with the reason when none can be used
 */
export async function openPredictor(model: LoadedModel, name: 'auto' | PredictorEngineName): Promise<OpenedPredictor> {
  if (name !== 'auto') return openOn(name, model, true);
  const reasons: string[] = [];
  for (const candidate of predictorEngineNames) {
    try {
      return await openOn(candidate, model, false);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineError(`No engine runs '${model.card.name}'. ${reasons.join(' ')}`);
}

async function openOn(name: PredictorEngineName, model: LoadedModel, wanted: boolean): Promise<OpenedPredictor> {
  if (isOnnxEngine(name)) {
    const { description, open } = await startOnnxruntime(ONNX_DEVICES[name]).catch((cause: unknown) => {
      throw new EngineError(`The engine ${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
    });
    return { predictor: await open(model), engine: { name, description } };
  }
  const { description, tooSlow } = await loadEngine(name);
  // The last of them is slow and always there.
  if (tooSlow !== undefined && !wanted && name !== predictorEngineNames.at(-1)) throw new EngineError(`The engine ${name} is passed over: ${tooSlow}.`);
  return { predictor: new Predictor(model.card, toWeights(model.values)), engine: { name, description } };
}

export const isOnnxEngine = (name: PredictorEngineName): name is keyof typeof ONNX_DEVICES => name in ONNX_DEVICES;

/** Reads an engine's name from the command line. @throws InvalidInputError that lists the names. */
export function parsePredictorEngine(text: string): 'auto' | PredictorEngineName {
  const name = text === 'auto' ? text : predictorEngineNames.find((known) => known === text);
  if (name === undefined) throw new InvalidInputError(`There is no engine "${text}"; choose auto, ${predictorEngineNames.join(', ')}.`);
  return name;
}
