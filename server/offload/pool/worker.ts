import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { loadModel } from '../../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import type { Frame } from '../../../models/runtime/frame';
import { modelFolder } from '../../../models/node/model-folder';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { chooseEngine } from './choose-engine';
import { findEngine, type EngineLoader, type FramePredictor, type WorkerEngine } from './engines';
import type { Answered, FrameRequest, FromWorker, Rejected, WorkerSetup } from './messages';

/** A thread that decodes pictures and runs models on them, one at a time. */

if (!parentPort) throw new Error('This file is the body of a worker thread; it does not run by itself.');
const port = parentPort;
const setup = workerData as WorkerSetup;
const say = (message: FromWorker): void => port.postMessage(message);

// The frames are what runs in parallel, and none is seen twice. Nothing of a frame outlives its answer.
sharp.concurrency(1);
sharp.cache(false);

/** Loaded on first use. */
const predictors = new Map<string, Promise<FramePredictor>>();

try {
  const { engines } = (await import(setup.enginesModule)) as { engines: readonly EngineLoader[] };
  const { loader, engine, others } = await chooseEngine(setup.engines.map((name) => findEngine(engines, name)), setup.cores, (engine) => openPredictor(engine, setup.model));
  await predictorOf(engine, setup.model);
  let last = Promise.resolve();
  // An error that is not the picture's ends the thread; the pool starts another.
  port.on('message', (request: FrameRequest) => {
    last = last.then(async () => say(await look(engine, request)));
  });
  say({ type: 'ready', engine: { name: loader.name, uses: loader.uses, description: engine.description }, others });
} catch (error) {
  say({ type: 'unusable', reason: error instanceof Error ? error.message : String(error) });
  port.close();
}

async function look(engine: WorkerEngine, request: FrameRequest): Promise<Answered | Rejected> {
  const { id, model, picture, width, height, scoreThreshold } = request;
  const rejected = (reason: Rejected['reason'], message: string): Rejected => ({ type: 'rejected', id, reason, message });
  let predictor: FramePredictor;
  try {
    predictor = await predictorOf(engine, model);
  } catch (error) {
    return rejected('failed', error instanceof Error ? error.message : String(error));
  }
  say({ type: 'begun', id });
  const start = performance.now();
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
    return { type: 'answered', id, prediction, decodedMs, inferredMs: performance.now() - start - decodedMs };
  } catch (error) {
    if (error instanceof InvalidInputError) return rejected('undecodable', error.message);
    throw error;
  }
}

function predictorOf(engine: WorkerEngine, model: string): Promise<FramePredictor> {
  const known = predictors.get(model);
  if (known !== undefined) return known;
  const opened = openPredictor(engine, model);
  predictors.set(model, opened);
  // A file that could not be read now may be readable later.
  opened.catch(() => predictors.delete(model));
  return opened;
}

async function openPredictor(engine: WorkerEngine, model: string): Promise<FramePredictor> {
  const folder = setup.folders[model];
  if (folder === undefined) throw new NotFoundError(`There is no model '${model}'.`);
  const predictor = await engine.open(await loadModel(modelFolder(folder)));
  await predictor.warmUp();
  return predictor;
}
