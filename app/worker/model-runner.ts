import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights, type LoadedModel } from '../../models/artifact/load';
import { EngineError, FoveaError } from '../../models/errors';
import { registerKernels } from '../../models/kernels/register';
import { chooseEngines, type BrowserEngine, type EngineCandidate, type EngineWishes } from '../../models/engine/choose-engine';
import { percentile } from '../../models/percentile';
import { Predictor } from '../../models/predictor';
import { warmedUp } from '../../models/engine/warmed-up';
import type { Progress, RunningEngine, FrameResult, Transferable2d } from '../looker/messages';
import { FramePreparer } from './frames/frame-preparer';
import { deviceFacts } from './engines/device-facts';
import type { Engine } from './engines/engine';
import { fetchEngine, startEngine, stopEngine } from './engines/engines';
import { httpModelSource } from './http-model-source';

/** What lies below is never worth showing; above it the page's own threshold decides, without asking the model again. */
const LOWEST_SCORE = 0.05;

/** How the one progress bar is shared out; the download is most of the first visit's wait. */
const DOWNLOAD_SHARE = 0.7;
const ENGINE_SHARE = 0.1;

export interface RunnerWishes extends EngineWishes {
  readonly onProgress: (progress: Progress) => void;
  readonly onLost: (engine: BrowserEngine, because: string) => void;
}

/** What is known of a frame beside its picture. */
export type Taken = Pick<FrameResult, 'takenAt' | 'waitedMs' | 'dropped'>;

/** One engine and one model on it. Calls are taken in turn: an engine does one thing at a time. */
export class ModelRunner {
  private readonly preparer = new FramePreparer();
  private engine: { readonly running: Engine; readonly described: RunningEngine } | undefined;
  private predictor: Predictor | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  /** Whether an engine was chosen. */
  get started(): boolean {
    return this.engine !== undefined;
  }

  /** Loads a model and runs it once. The engine is chosen with the first model and kept for the others. */
  open(model: LoadedModel, wishes: RunnerWishes): Promise<RunningEngine> {
    return this.inTurn(async () => {
      this.predictor?.close();
      this.predictor = undefined;
      if (this.engine !== undefined) {
        this.predictor = await warmPredictor(model, wishes);
        return this.engine.described;
      }
      return await this.startFirstThatRuns(model, wishes);
    });
  }

  /** Looks at a frame and closes it. */
  look(image: Transferable2d, taken: Taken): Promise<FrameResult> {
    return this.inTurn(async () => {
      const frame = this.preparer.frame(image);
      try {
        if (this.predictor === undefined) throw new EngineError('No model is open.');
        const result = await this.predictor.predict(frame, { scoreThreshold: LOWEST_SCORE });
        const { numTensors: tensors, numBytes: bytes } = tf.memory();
        return { ...result, ...taken, memory: { tensors, bytes } };
      } finally {
        frame.close();
      }
    });
  }

  /** Resolves once everything asked before is done. */
  idle(): Promise<void> {
    return this.inTurn(() => Promise.resolve());
  }

  private async startFirstThatRuns(model: LoadedModel, wishes: RunnerWishes): Promise<RunningEngine> {
    const failures = new Set<string>();
    for (const candidate of chooseEngines(await deviceFacts(), wishes)) {
      try {
        wishes.onProgress({ ...progressAt('engine', DOWNLOAD_SHARE, model), engine: candidate.engine });
        const running = await startEngine(candidate);
        registerKernels(running.name);
        this.predictor = await warmPredictor(model, wishes);
        const runMs = running.name === 'wasm' ? undefined : await timeRuns(this.predictor);
        this.engine = { running, described: { name: running.name, detail: running.detail, reason: [candidate.reason, ...failures].join(' '), ...(runMs !== undefined && { runMs }) } };
        void running.lost.then((because) => wishes.onLost(running.name, because));
        return this.engine.described;
      } catch (error) {
        failures.add(triedInVain(candidate, error));
        stopEngine(candidate.engine);
      }
    }
    for (const because of Object.values(wishes.lost ?? {})) failures.add(`Besides, ${because}.`);
    if (failures.size === 0) failures.add('It gives pages neither WebAssembly nor a graphics card.');
    throw new EngineError(`No engine of this browser runs '${model.card.title}'. ${[...failures].join(' ')} Try another browser, or update this one.`);
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

/** The same weights for another input, where they serve it. */
export function withSize({ card, values }: LoadedModel, size: number | undefined): LoadedModel {
  if (size === undefined || card.input.sizes?.includes(size) !== true) return { card, values };
  return { card: { ...card, input: { ...card.input, width: size, height: size } }, values };
}

/** The first run compiles, allocates, and shows whether the engine has every operation. */
function warmPredictor({ card, values }: LoadedModel, { onProgress }: RunnerWishes): Promise<Predictor> {
  onProgress(progressAt('warm-up', DOWNLOAD_SHARE + ENGINE_SHARE, { card }));
  return warmedUp(new Predictor(card, toWeights(values)));
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

function progressAt(step: Progress['step'], done: number, { card }: Pick<LoadedModel, 'card'>): Progress {
  return { step, done, loadedBytes: card.weights.sizeBytes, totalBytes: card.weights.sizeBytes };
}

/** What others throw is not written for a person. */
function triedInVain({ engine }: EngineCandidate, error: unknown): string {
  console.error(error);
  return error instanceof FoveaError ? `'${engine}' was tried first: ${error.message}` : `'${engine}' was tried first, and failed.`;
}
