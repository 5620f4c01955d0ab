import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import { inputSizes } from '../../models/artifact/input-size';
import { loadModel, type LoadedModel } from '../../models/artifact/load';
import { chooseEngines, type BrowserEngine, type EngineCandidate, type EngineWishes } from '../../models/engine/choose-engine';
import { onFirstThatRuns } from '../../models/engine/engine';
import { OpenModels, UnrunnableError } from '../../models/engine/open-models';
import { EngineError, FoveaError } from '../../models/errors';
import { percentile } from '../../models/percentile';
import type { Predictor } from '../../models/predictor';
import { taskNamed } from '../../models/tasks';
import type { Progress, RunningEngine, FrameResult, Transferable2d } from '../looker/messages';
import { FramePreparer } from './frames/frame-preparer';
import { deviceFacts } from './engines/device-facts';
import { fetchEngine, startEngine, stopEngine } from './engines/engines';
import { httpModelSource } from './http-model-source';

/** A page looks with one model; another, or another size, takes its place once it is warm. */
const MOST_OPEN = 1;

/** How the one progress bar is shared out; the download is most of the first visit's wait. */
const DOWNLOAD_SHARE = 0.7;
const ENGINE_SHARE = 0.1;

export interface RunnerWishes extends EngineWishes {
  readonly load: (model: string) => Promise<LoadedModel>;
  readonly onProgress: (progress: Progress) => void;
  readonly onLost: (engine: BrowserEngine, because: string) => void;
}

/** What is known of a frame beside its picture. */
export type Taken = Pick<FrameResult, 'takenAt' | 'waitedMs' | 'dropped'>;

interface ChosenEngine {
  readonly models: OpenModels;
  readonly described: RunningEngine;
}

/**
 * One engine and the model on it. Frames are looked at in turn. While another model gets ready, or the same at another size,
 * the one that is there goes on answering.
 */
export class ModelRunner {
  private readonly preparer = new FramePreparer();
  private engine: ChosenEngine | undefined;
  private predictor: Predictor | undefined;
  /** Those that made way, until nobody uses them. */
  private retired: Predictor[] = [];
  private load: (model: string) => Promise<LoadedModel> = () => Promise.reject(new EngineError('No model was asked for.'));
  private opening: Promise<unknown> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();

  /** Whether an engine was chosen. */
  get started(): boolean {
    return this.engine !== undefined;
  }

  /**
   * Loads a model and runs it once. The engine is chosen with the first model and kept for the others.
   * @param size side of its input; one that it does not serve is as good as none
   */
  open(model: string, size: number | undefined, wishes: RunnerWishes): Promise<{ readonly card: Card; readonly engine: RunningEngine }> {
    const opened = this.opening.then(() => this.openNext(model, size, wishes));
    this.opening = opened.catch(() => undefined);
    return opened;
  }

  /** Looks at a frame and closes it. */
  look(image: Transferable2d, taken: Taken): Promise<FrameResult> {
    return this.inTurn(async () => {
      const frame = this.preparer.frame(image);
      try {
        if (this.predictor === undefined) throw new EngineError('No model is open.');
        // Above it the page's own threshold decides, without asking the model again.
        const { lowestScore: scoreThreshold } = taskNamed(this.predictor.card.task);
        const result = await this.predictor.predict(frame, { scoreThreshold });
        const { numTensors: tensors, numBytes: bytes } = tf.memory();
        return { ...result, ...taken, memory: { tensors, bytes } };
      } finally {
        frame.close();
      }
    });
  }

  /** Resolves once everything asked before is done. */
  async idle(): Promise<void> {
    await this.opening;
    await this.inTurn(() => Promise.resolve());
  }

  private async openNext(model: string, size: number | undefined, wishes: RunnerWishes): Promise<{ readonly card: Card; readonly engine: RunningEngine }> {
    let loading: Promise<LoadedModel> | undefined;
    this.load = (name) => (loading ??= wishes.load(name));
    const { card } = await (this.engine?.models.loaded(model) ?? this.load(model));
    const side = size !== undefined && inputSizes(card).includes(size) ? size : undefined;
    const engine = this.engine ?? await this.startFirstThatRuns(model, side, card, wishes);
    wishes.onProgress(progressAt('warm-up', DOWNLOAD_SHARE + ENGINE_SHARE, card));
    const opened = await engine.models.use(model, side).catch((error: unknown) => {
      throw error instanceof UnrunnableError ? error.cause : error;
    });
    this.engine = engine;
    await this.inTurn(() => {
      this.predictor = opened.predictor;
      for (const predictor of this.retired.splice(0)) predictor.close();
      return Promise.resolve();
    });
    return { card: opened.card, engine: engine.described };
  }

  private async startFirstThatRuns(model: string, size: number | undefined, card: Card, wishes: RunnerWishes): Promise<ChosenEngine> {
    const failures = new Set<string>();
    const chosen = await onFirstThatRuns(chooseEngines(await deviceFacts(), wishes), async (candidate): Promise<ChosenEngine> => {
      wishes.onProgress({ ...progressAt('engine', DOWNLOAD_SHARE, card), engine: candidate.engine });
      const engine = await startEngine(candidate);
      const models = new OpenModels([{ name: engine.name, start: () => Promise.resolve(engine) }], (name) => this.load(name), {
        most: MOST_OPEN, close: (predictor) => this.retired.push(predictor),
      });
      wishes.onProgress(progressAt('warm-up', DOWNLOAD_SHARE + ENGINE_SHARE, card));
      const { predictor } = await models.use(model, size);
      const runMs = engine.name === 'wasm' ? undefined : await timeRuns(predictor);
      void engine.lost?.then((because) => wishes.onLost(engine.name, because));
      const reason = [candidate.reason, ...failures].join(' ');
      return { models, described: { name: engine.name, detail: engine.description, reason, ...(runMs !== undefined && { runMs }) } };
    }, (candidate, error) => {
      failures.add(triedInVain(candidate, error instanceof UnrunnableError ? error.cause : error));
      stopEngine(candidate.engine);
    });
    if (chosen !== undefined) return chosen;
    for (const because of Object.values(wishes.lost ?? {})) failures.add(`Besides, ${because}.`);
    if (failures.size === 0) failures.add('It gives pages neither WebAssembly nor a graphics card.');
    throw new EngineError(`No engine of this browser runs '${card.title}'. ${[...failures].join(' ')} Try another browser, or update this one.`);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Fetches a model, from this device where it is there, telling how far it is. */
export function fetchModel(name: string, onProgress: (progress: Progress) => void): Promise<LoadedModel> {
  const source = httpModelSource(name);
  return loadModel(source, ({ loadedBytes, totalBytes }) =>
    onProgress({ step: source.downloads ? 'download' : 'read', done: DOWNLOAD_SHARE * (loadedBytes / totalBytes), loadedBytes, totalBytes }));
}

/** Starts to download the engine that is likely to run the model, beside its weights; where that fails, starting the engine says so. */
export function fetchLikelyEngine(wishes: EngineWishes): void {
  deviceFacts().then(async (facts) => {
    const [likely] = chooseEngines(facts, wishes);
    if (likely !== undefined) await fetchEngine(likely.engine);
  }).catch(() => undefined);
}

/** How long a run takes, median of a few, in milliseconds. */
async function timeRuns(predictor: Predictor): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    await predictor.warmUp();
    times.push(performance.now() - start);
  }
  return percentile(times, 0.5);
}

function progressAt(step: Progress['step'], done: number, { weights: { sizeBytes } }: Card): Progress {
  return { step, done, loadedBytes: sizeBytes, totalBytes: sizeBytes };
}

/** What others throw is not written for a person. */
function triedInVain({ engine }: EngineCandidate, error: unknown): string {
  console.error(error);
  return error instanceof FoveaError ? `'${engine}' was tried first: ${error.message}` : `'${engine}' was tried first, and failed.`;
}
