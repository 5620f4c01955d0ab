import type { LoadedModel } from '../../models/artifact/load';
import { onFirstThatRuns, type Engine } from '../../models/engine/engine';
import { EngineError, InvalidInputError } from '../../models/errors';
import type { Predictor } from '../../models/predictor';
import { startOnnxruntime, type OnnxDevice, type OnnxEngine } from '../../models/node/engines/onnxruntime';
import { engineNames } from './engine';
import { loadEngine } from './load-engine';

/** What of onnxruntime each of its engines computes on. */
export const ONNX_DEVICES: Readonly<Record<'onnxruntime' | 'onnxruntime-cuda', OnnxDevice>> = { 'onnxruntime': 'cpu', 'onnxruntime-cuda': 'cuda' };

/** The engines that answer, best first. Those of onnxruntime cannot train; on a processor nothing else is as fast. */
export const predictorEngineNames = ['tfjs-node-gpu', 'onnxruntime-cuda', 'onnxruntime', ...engineNames.filter((name) => name !== 'tfjs-node-gpu')] as const;
export type PredictorEngineName = (typeof predictorEngineNames)[number];

/** An engine that answers, started. That of tfjs is its current one. */
export type AnsweringEngine = (Engine | OnnxEngine) & { readonly name: PredictorEngineName };

export interface OpenedPredictor {
  /** The caller closes it. */
  readonly predictor: Predictor;
  readonly engine: AnsweringEngine;
}

/**
 * A model on an engine: the one named, or with 'auto' the first of `predictorEngineNames` that runs it here.
 * @throws EngineError with the reason when none can be used
 */
export const openPredictor = (model: LoadedModel, name: 'auto' | PredictorEngineName): Promise<OpenedPredictor> =>
  withEngine(name, async (engine) => ({ engine, predictor: await engine.open(model) }));

/** Starts the engine named, or with 'auto' the first of `predictorEngineNames` on which `work` throws no EngineError. */
export async function withEngine<T>(name: 'auto' | PredictorEngineName, work: (engine: AnsweringEngine) => Promise<T>): Promise<T> {
  if (name !== 'auto') return await work(await startEngine(name));
  const reasons: string[] = [];
  const done = await onFirstThatRuns(predictorEngineNames, async (candidate) => ({ result: await work(await startEngine(candidate, true)) }), (_, error) => {
    if (!(error instanceof EngineError)) throw error;
    reasons.push(error.message);
  });
  if (done === undefined) throw new EngineError(`No engine can be used. ${reasons.join(' ')}`);
  return done.result;
}

/** @throws EngineError with the reason why it cannot be used, or why it is passed over where a better one is looked for */
export async function startEngine(name: PredictorEngineName, lookFurther = false): Promise<AnsweringEngine> {
  if (isOnnxEngine(name)) {
    const onnxruntime = await startOnnxruntime(ONNX_DEVICES[name]).catch((cause: unknown) => {
      throw new EngineError(`The engine ${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
    });
    return { ...onnxruntime, name };
  }
  const engine = await loadEngine(name);
  // The last of them is slow and always there.
  if (engine.tooSlow !== undefined && lookFurther && name !== predictorEngineNames.at(-1)) throw new EngineError(`The engine ${name} is passed over: ${engine.tooSlow}.`);
  return engine;
}

export const isOnnxEngine = (name: PredictorEngineName): name is keyof typeof ONNX_DEVICES => name in ONNX_DEVICES;

/** Reads an engine's name from the command line. @throws InvalidInputError that lists the names. */
export function parsePredictorEngine(text: string): 'auto' | PredictorEngineName {
  const name = text === 'auto' ? text : predictorEngineNames.find((known) => known === text);
  if (name === undefined) throw new InvalidInputError(`There is no engine "${text}"; choose auto, ${predictorEngineNames.join(', ')}.`);
  return name;
}
