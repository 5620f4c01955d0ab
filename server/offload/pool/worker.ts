import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { atSize } from '../../../models/artifact/input-size';
import { loadModel, type LoadedModel } from '../../../models/artifact/load';
import { EngineError, InvalidInputError, NotFoundError } from '../../../models/errors';
import { modelFolder } from '../../../models/node/model-folder';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { DROP_REASONS } from '../../../models/protocol/messages';
import type { Frame } from '../../../models/runtime/frame';
import { warmedUp } from '../../../models/runtime/warmed-up';
import { chooseEngine, type ChosenEngine } from './choose-engine';
import { findEngine, type EngineLoader, type FramePredictor } from './engines';
import type { Answered, FrameRequest, FromWorker, Rejected, WorkerSetup } from './messages';
import { NoRoomError, OpenModels } from './open-models';

/** A thread that decodes pictures and runs models on them, one at a time. */

if (!parentPort) throw new Error('This file is the body of a worker thread; it does not run by itself.');
const port = parentPort;
const setup = workerData as WorkerSetup;
const say = (message: FromWorker): void => port.postMessage(message);

// The frames are what runs in parallel, and none is seen twice. Nothing of a frame outlives its answer.
sharp.concurrency(1);
sharp.cache(false);

try {
  const { engines } = (await import(setup.enginesModule)) as { engines: readonly EngineLoader[] };
  const { loader, engine, ranked, others } = await choose(setup.engines.map((name) => findEngine(engines, name)));
  const models = new OpenModels(ranked, load, (opened) => say({ type: 'opened', ...opened }));
  await withFirstModel((model) => models.use(model, undefined));
  let last = Promise.resolve();
  // An error that is not the picture's ends the thread; the pool starts another.
  port.on('message', (request: FrameRequest) => {
    const deadlineAt = performance.now() + request.leftMs;
    last = last.then(async () => say(await look(models, request, deadlineAt)));
  });
  say({ type: 'ready', engine: { name: loader.name, uses: loader.uses, description: engine.description }, ranked: ranked.map(({ name }) => name), others });
} catch (error) {
  say({ type: 'unusable', reason: error instanceof Error ? error.message : String(error) });
  port.close();
}

async function choose(loaders: readonly EngineLoader[]): Promise<ChosenEngine> {
  const [first] = loaders;
  if (first === undefined) throw new EngineError('No engine was named.');
  if (!setup.measure) return { loader: first, engine: await first.start(true), ranked: loaders, others: [] };
  return withFirstModel((model) => chooseEngine(loaders, setup.cores, async (engine) => warmedUp(await engine.open(await load(model, undefined)))));
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

async function look(models: OpenModels, request: FrameRequest, deadlineAt: number): Promise<Answered | Rejected> {
  const { id, model, size, picture, width, height, scoreThreshold } = request;
  const rejected = (reason: Rejected['reason'], message: string): Rejected => ({ type: 'rejected', id, reason, message });
  const calledAt = performance.now();
  if (calledAt > deadlineAt) return rejected('late', DROP_REASONS.late);
  let predictor: FramePredictor;
  try {
    predictor = await models.use(model, size);
  } catch (error) {
    if (error instanceof NoRoomError) return rejected('busy', error.message);
    if (error instanceof EngineError) return rejected('unrunnable', DROP_REASONS.unrunnable);
    return rejected('failed', error instanceof Error ? error.message : String(error));
  }
  const start = performance.now();
  if (start > deadlineAt) return rejected('late', DROP_REASONS.late);
  say({ type: 'begun', id });
  let decodedMs = 0;
  try {
    const decoded = await sharpFrame(picture);
    if (decoded.width * decoded.height > setup.pixels) {
      return rejected('too_many_pixels', `The picture has ${decoded.width} x ${decoded.height} pixels; at most ${setup.pixels} are taken.`);
    }
    // The picture may be a smaller copy of the frame: it is resized from its own pixels to where the frame would lie.
    const frame: Frame = {
      ...decoded,
      width,
      height,
      letterboxed: async (placed, fill) => {
        const pixels = await decoded.letterboxed(placed, fill);
        decodedMs = performance.now() - start;
        return pixels;
      },
    };
    const { prediction } = await predictor.predict(frame, scoreThreshold === undefined ? {} : { scoreThreshold });
    return { type: 'answered', id, prediction, openedMs: start - calledAt, decodedMs, inferredMs: performance.now() - start - decodedMs };
  } catch (error) {
    if (error instanceof InvalidInputError) return rejected('undecodable', error.message);
    throw error;
  }
}

async function load(model: string, size: number | undefined): Promise<LoadedModel> {
  const folder = setup.folders[model];
  if (folder === undefined) throw new NotFoundError(`There is no model '${model}'.`);
  const { card, values } = await loadModel(modelFolder(folder));
  return { card: atSize(card, size), values };
}
