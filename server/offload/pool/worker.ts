import sharp from 'sharp';
import { loadModel, type LoadedModel } from '../../../models/artifact/load';
import { EngineError, NotFoundError } from '../../../models/errors';
import { modelFolder } from '../../../models/node/model-folder';
import { DROP_REASONS } from '../../../models/protocol/messages';
import { warmedUp } from '../../../models/engine/warmed-up';
import { chooseEngine, type ChosenEngine } from './choose-engine';
import { chooseTogether } from './choose-together';
import type { Engine, FramePredictor } from '../../../models/engine/engine';
import { findEngine, type ServerEngine } from './engines';
import { isLate, predictFrames, rejected, type TimelyFrame } from './predict-frames';
import type { FromWorker, LookRequest, Outcome, Rejected, WorkerSetup } from './messages';
import { NoRoomError, SharedModels } from './shared-models';

/** A process that decodes pictures and runs models on them, one request at a time. */

if (process.send === undefined) throw new Error('This file is the body of a worker process; it does not run by itself.');
const say = (message: FromWorker): void => void process.send?.(message);
const usedCpuMs = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

// The pool ends who says so, and starts another.
process.on('uncaughtException', (error) => say({ type: 'crashed', reason: reasonOf(error) }));
const setup = await new Promise<WorkerSetup>((resolve) => process.once('message', (message) => resolve(message as WorkerSetup)));

// The frames are what runs in parallel, and none is seen twice. Nothing of a frame outlives its answer.
sharp.concurrency(1);
sharp.cache(false);

try {
  const { engines } = (await import(setup.enginesModule)) as { engines: readonly ServerEngine[] };
  const { loader, engine, ranked, others } = await choose(setup.engines.map((name) => findEngine(engines, name)));
  const together = setup.together ?? await withFirstModel((model) => chooseTogether(loader, (count) => openOn(engine, model, count)));
  const models = new SharedModels(ranked, load, { together, onOpened: (opened) => say({ type: 'opened', ...opened }) });
  await withFirstModel((model) => models.use(model, undefined));
  let last = Promise.resolve();
  process.on('message', (message) => {
    const request = message as LookRequest;
    const receivedAt = performance.now();
    const frames = request.frames.map((frame) => ({ ...frame, deadlineAt: receivedAt + frame.leftMs }));
    last = last.then(async () => say({ type: 'looked', id: request.id, outcomes: await look(models, request, frames), cpuMs: usedCpuMs() }));
  });
  say({ type: 'ready', engine: { name: loader.name, uses: loader.uses, description: engine.description }, ranked: ranked.map(({ name }) => name), others, together });
} catch (error) {
  say({ type: 'unusable', reason: reasonOf(error) });
}

async function choose(loaders: readonly ServerEngine[]): Promise<ChosenEngine> {
  const [first] = loaders;
  if (first === undefined) throw new EngineError('No engine was named.');
  if (!setup.measure) return { loader: first, engine: await first.start(true), ranked: loaders, others: [] };
  return withFirstModel((model) => chooseEngine(loaders, setup.cores, (engine) => openOn(engine, model, 1), (engine) => say({ type: 'trying', engine })));
}

async function openOn(engine: Engine<FramePredictor>, model: string, together: number): Promise<FramePredictor> {
  return warmedUp(await engine.open(await load(model), together), together);
}

/** Does something with the model that was named or, where that fails, with the next for which it does not. @throws what it threw the first time */
async function withFirstModel<T>(act: (model: string) => Promise<T>): Promise<T> {
  let failure: unknown;
  for (const model of new Set([setup.model, ...Object.keys(setup.folders)])) {
    try {
      return await act(model);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

async function look(models: SharedModels, { id, model, size }: LookRequest, frames: readonly TimelyFrame[]): Promise<readonly Outcome[]> {
  const rejectAll = (reason: Rejected['reason'], message: string) => frames.map(() => rejected(reason, message));
  if (frames.every(isLate)) return rejectAll('late', DROP_REASONS.late);
  const calledAt = performance.now();
  let predictor: FramePredictor;
  try {
    predictor = await models.use(model, size);
  } catch (error) {
    if (error instanceof NoRoomError) return rejectAll('busy', error.message);
    if (error instanceof EngineError) return rejectAll('unrunnable', DROP_REASONS.unrunnable);
    return rejectAll('failed', reasonOf(error));
  }
  say({ type: 'begun', id });
  return predictFrames(predictor, frames, { pixels: setup.pixels, openedMs: performance.now() - calledAt });
}

async function load(model: string): Promise<LoadedModel> {
  const folder = setup.folders[model];
  if (folder === undefined) throw new NotFoundError(`There is no model '${model}'.`);
  return await loadModel(modelFolder(folder));
}
