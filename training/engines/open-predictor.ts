import { toWeights, type LoadedModel } from '../../models/artifact/load';
import { EngineError, InvalidInputError } from '../../models/errors';
import { Predictor } from '../../models/predictor';
import { startOnnxruntime, type OnnxDevice, type OnnxEngine } from '../../models/node/engines/onnxruntime';
import { engineNames } from './engine';
import { loadEngine, type LoadedEngine } from './load-engine';

/** What of onnxruntime each of its engines computes on. */
export const ONNX_DEVICES: Readonly<Record<'onnxruntime' | 'onnxruntime-cuda', OnnxDevice>> = { 'onnxruntime': 'cpu', 'onnxruntime-cuda': 'cuda' };

/** The engines that answer, best first. Those of onnxruntime cannot train; on a processor nothing else is as fast. */
export const predictorEngineNames = ['tfjs-node-gpu', 'onnxruntime-cuda', 'onnxruntime', ...engineNames.filter((name) => name !== 'tfjs-node-gpu')] as const;
export type PredictorEngineName = (typeof predictorEngineNames)[number];

/** An engine that answers, started: onnxruntime where it is there, else tfjs's current engine. */
export interface AnsweringEngine {
  readonly name: PredictorEngineName;
  readonly description: string;
  readonly onnxruntime?: OnnxEngine;
}

export interface OpenedPredictor {
  /** The caller closes it. */
  readonly predictor: Predictor;
  readonly engine: AnsweringEngine;
}

/**
 * A model on an engine: the one named, or with 'auto' the first of `predictorEngineNames` that runs it here.
 * @throws EngineError with the reason when none can be used
 */
export const openPredictor = ({ card, values }: LoadedModel, name: 'auto' | PredictorEngineName): Promise<OpenedPredictor> =>
  withEngine(name, async (engine) => ({ engine, predictor: await engine.onnxruntime?.open({ card, values }) ?? new Predictor(card, toWeights(values)) }));

/** Starts the engine named, or with 'auto' the first of `predictorEngineNames` on which `work` throws no EngineError. */
export async function withEngine<T>(name: 'auto' | PredictorEngineName, work: (engine: AnsweringEngine) => Promise<T>): Promise<T> {
  if (name !== 'auto') return await work(await startEngine(name));
  const reasons: string[] = [];
  for (const candidate of predictorEngineNames) {
    try {
      return await work(await startEngine(candidate, true));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineError(`No engine can be used. ${reasons.join(' ')}`);
}

/** @throws EngineError with the reason why it cannot be used, or why it is passed over where a better one is looked for */
export async function startEngine(name: PredictorEngineName, lookFurther = false): Promise<AnsweringEngine & Pick<LoadedEngine, 'tooSlow'>> {
  if (isOnnxEngine(name)) {
    const onnxruntime = await startOnnxruntime(ONNX_DEVICES[name]).catch((cause: unknown) => {
      throw new EngineError(`The engine ${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
    });
    return { name, description: onnxruntime.description, onnxruntime };
  }
  const { description, tooSlow } = await loadEngine(name);
  // The last of them is slow and always there.
  if (tooSlow !== undefined && lookFurther && name !== predictorEngineNames.at(-1)) throw new EngineError(`The engine ${name} is passed over: ${tooSlow}.`);
  return { name, description, tooSlow };
}

export const isOnnxEngine = (name: PredictorEngineName): name is keyof typeof ONNX_DEVICES => name in ONNX_DEVICES;

/** Reads an engine's name from the command line. @throws InvalidInputError that lists the names. */
export function parsePredictorEngine(text: string): 'auto' | PredictorEngineName {
  const name = text === 'auto' ? text : predictorEngineNames.find((known) => known === text);
  if (name === undefined) throw new InvalidInputError(`There is no engine "${text}"; choose auto, ${predictorEngineNames.join(', ')}.`);
  return name;
}
