import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import { inputSizes } from '../../models/artifact/input-size';
import { loadModel, type LoadedModel } from '../../models/artifact/load';
import { chooseEngines, type BrowserEngine, type EngineCandidate, type EngineWishes } from '../../models/engine/choose-engine';
import { onFirstThatRuns } from '../../models/engine/engine';
import { OpenModels, UnrunnableError } from '../../models/engine/open-models';
import { EngineError, FoveaError } from '../../models/errors';
import { percentile } from '../../models/percentile';
import type { Frame } from '../../models/frames/frame';
import type { PredictOptions } from '../../models/prediction/prediction';
import type { Predictor, PredictorResult } from '../../models/predictor';
import { taskNamed } from '../../models/tasks';
import type { Asked, OpeningTimes, Progress, RunningEngine, FrameResult, Transferable2d } from '../looker/messages';
import { FramePreparer } from './frames/frame-preparer';
import { deviceFacts } from './engines/device-facts';
import { fetchEngine, startEngine, stopEngine } from './engines/engines';
import type { RunningBackend } from './engines/engine';
import { httpModelSource } from './http-model-source';
import { lookerOf, type Looker } from './looker';

/** How the one progress bar is shared out; the download is most of the first visit's wait. */
const DOWNLOAD_SHARE = 0.7;
const ENGINE_SHARE = 0.1;

export interface RunnerWishes extends EngineWishes {
  readonly load: (model: string, onProgress: (progress: Progress) => void) => Promise<LoadedModel>;
  readonly onProgress: (progress: Progress) => void;
  readonly onLost: (engine: BrowserEngine, because: string) => void;
}

/** What is known of a frame beside its picture. */
export type Taken = Pick<FrameResult, 'takenAt' | 'waitedMs' | 'dropped'>;

/** A model that can look. */
export interface OpenedModel {
  readonly card: Card;
  readonly engine: RunningEngine;
  readonly opening: OpeningTimes;
}

interface ChosenEngine {
  readonly models: OpenModels;
  /** What finds things for those that look at one thing each. */
  readonly finders: OpenModels;
  readonly described: RunningEngine;
  /** What the first model took. */
  readonly warmUpMs: number;
}

/**
 * One engine and the models on it. Frames are looked at in turn. While another model gets ready, or the same at another size,
 * the one that is there goes on answering.
 */
export class ModelRunner {
  private readonly preparer = new FramePreparer();
  private engine: ChosenEngine | undefined;
  private looker: Looker | undefined;
  private wanted: { readonly model: string; readonly options: PredictOptions } | undefined;
  /** Those that made way, until nobody uses them. */
  private retired: Predictor[] = [];
  private load: (model: string) => Promise<LoadedModel> = () => Promise.reject(new EngineError('No model was asked for.'));
  private opening: Promise<unknown> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param beside how many models and sizes stay open. With 1 a page looks with one model, and with what finds things for it;
   * another, or another size, takes its place once it is warm
   */
  constructor(private readonly beside = 1) {}

  /** Whether an engine was chosen. */
  get started(): boolean {
    return this.engine !== undefined;
  }

  /**
   * Loads a model and runs it once. The engine is chosen with the first model and kept for the others.
   * @param size side of its input; one that it does not serve is as good as none
   */
  open(model: string, size: number | undefined, wishes: RunnerWishes): Promise<OpenedModel> {
    const opened = this.opening.then(() => this.openNext(model, size, wishes));
    this.opening = opened.catch(() => undefined);
    return opened;
  }

  /** What is asked of a model with every frame from now on, beside what every model is asked. */
  askFor(model: string, options: PredictOptions): void {
    this.wanted = { model, options };
  }

  /** Looks at a frame and closes it. */
  look(image: Transferable2d, taken: Taken): Promise<FrameResult> {
    return this.lookAs(taken, image, (frame) => this.lookWith(this.looker, 'look', frame));
  }

  /** The same with a frame beside those of a stream. @param by which of several models; default: the one that was opened last */
  examine(image: Transferable2d, taken: Taken, by?: Asked): Promise<FrameResult> {
    return this.lookAs(taken, image, async (frame) => this.lookWith(by === undefined ? this.looker : await this.lookerFor(by), 'examine', frame, by));
  }

  /** Resolves once everything asked before is done. */
  async idle(): Promise<void> {
    await this.opening;
    await this.inTurn(() => Promise.resolve());
  }

  private async lookerFor({ model, size }: Asked): Promise<Looker | undefined> {
    if (this.engine === undefined) return undefined;
    const { predictor, finder } = await openOn(this.engine, model, size);
    return lookerOf(predictor, finder);
  }

  /** Above the lowest score the page's own threshold decides, without asking the model again; who compares models says where each one's lies. */
  private lookWith(looker: Looker | undefined, how: 'look' | 'examine', frame: Frame, by?: Asked): Promise<PredictorResult> {
    if (looker === undefined) throw new EngineError('No model is open.');
    const { wanted } = this;
    return looker[how](frame, { ...(wanted?.model === looker.model && wanted.options), scoreThreshold: by?.scoreThreshold ?? looker.lowestScore });
  }

  private lookAs(taken: Taken, image: Transferable2d, look: (frame: Frame) => Promise<PredictorResult>): Promise<FrameResult> {
    return this.inTurn(async () => {
      const frame = this.preparer.frame(image);
      try {
        const result = await look(frame);
        const { numTensors: tensors, numBytes: bytes } = tf.memory();
        return { ...result, ...taken, memory: { tensors, bytes } };
      } finally {
        frame.close();
      }
    });
  }

  private async openNext(model: string, size: number | undefined, wishes: RunnerWishes): Promise<OpenedModel> {
    const start = performance.now();
    const loading = new Map<string, Promise<LoadedModel>>();
    this.load = (name) => {
      const loaded = loading.get(name) ?? wishes.load(name, name === model ? wishes.onProgress : secondPart(wishes.onProgress));
      loading.set(name, loaded);
      return loaded;
    };
    const { card } = await (this.engine?.models.loaded(model) ?? this.load(model));
    const { finder: needed } = taskNamed(card.task);
    if (needed !== undefined) await (this.engine?.finders.loaded(needed.model) ?? this.load(needed.model));
    const loadMs = performance.now() - start;
    const side = size !== undefined && inputSizes(card).includes(size) ? size : undefined;
    const before = this.engine;
    const engine = before ?? await this.startFirstThatRuns(model, side, card, wishes);
    wishes.onProgress(progressAt('warm-up', DOWNLOAD_SHARE + ENGINE_SHARE, card));
    const warmUpStart = performance.now();
    const { card: opened, predictor, finder } = await openOn(engine, model, side).catch((error: unknown) => {
      throw error instanceof UnrunnableError ? error.cause : error;
    });
    const warmUpMs = before === undefined ? engine.warmUpMs : performance.now() - warmUpStart;
    if (finder === undefined) engine.finders.close();
    this.engine = engine;
    await this.inTurn(() => {
      this.looker = lookerOf(predictor, finder);
      for (const predictor of this.retired.splice(0)) predictor.close();
      return Promise.resolve();
    });
    return { card: opened, engine: engine.described, opening: { loadMs, warmUpMs } };
  }

  private async startFirstThatRuns(model: string, size: number | undefined, card: Card, wishes: RunnerWishes): Promise<ChosenEngine> {
    const failures = new Set<string>();
    const chosen = await onFirstThatRuns(chooseEngines(await deviceFacts(), wishes), async (candidate): Promise<ChosenEngine> => {
      wishes.onProgress({ ...progressAt('engine', DOWNLOAD_SHARE, card), engine: candidate.engine });
      const engine = await startEngine(candidate);
      const [models, finders] = [this.modelsOn(engine), this.modelsOn(engine)];
      wishes.onProgress(progressAt('warm-up', DOWNLOAD_SHARE + ENGINE_SHARE, card));
      const start = performance.now();
      const { predictor } = await openOn({ models, finders }, model, size);
      const warmUpMs = performance.now() - start;
      const runMs = engine.name === 'wasm' ? undefined : await timeRuns(predictor);
      void engine.lost?.then((because) => wishes.onLost(engine.name, because));
      const reason = [candidate.reason, ...failures].join(' ');
      return { models, finders, warmUpMs, described: { name: engine.name, detail: engine.description, reason, ...(runMs !== undefined && { runMs }) } };
    }, (candidate, error) => {
      failures.add(triedInVain(candidate, error instanceof UnrunnableError ? error.cause : error));
      stopEngine(candidate.engine);
    });
    if (chosen !== undefined) return chosen;
    for (const because of Object.values(wishes.lost ?? {})) failures.add(`Besides, ${because}.`);
    if (failures.size === 0) failures.add('It gives pages neither WebAssembly nor a graphics card.');
    throw new EngineError(`No engine of this browser runs '${card.title}'. ${[...failures].join(' ')} Try another browser, or update this one.`);
  }

  private modelsOn(engine: RunningBackend): OpenModels {
    return new OpenModels([{ name: engine.name, start: () => Promise.resolve(engine) }], (name) => this.load(name), { most: this.beside, close: (predictor) => this.retired.push(predictor) });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/** A model, warm, and with it what finds things for it, where its task needs that. */
async function openOn({ models, finders }: Pick<ChosenEngine, 'models' | 'finders'>, model: string, size: number | undefined) {
  const { card, predictor } = await models.use(model, size);
  const { finder } = taskNamed(card.task);
  return { card, predictor, finder: finder && { label: finder.label, predictor: (await finders.use(finder.model, finder.size)).predictor } };
}

/** The bar is not filled twice: what is loaded after a model adds what is left for the engine. */
const secondPart = (onProgress: (progress: Progress) => void) => (progress: Progress) =>
  onProgress({ ...progress, done: DOWNLOAD_SHARE + (ENGINE_SHARE * progress.done) / DOWNLOAD_SHARE });

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
