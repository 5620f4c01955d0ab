import type { LoadedModel } from '../../../models/artifact/load';
import { EngineError } from '../../../models/errors';
import { warmedUp } from '../../../models/engine/warmed-up';
import { kindKey } from '../connection/frame-kind';
import type { EngineLoader, FramePredictor, WorkerEngine } from './engines';
import type { Opened } from './messages';

interface OpenModel {
  readonly loader: EngineLoader;
  readonly predictor: FramePredictor;
}

/** Models and sizes that a worker keeps open; the README's sentence on memory says what each takes. */
export const MOST_OPEN = 4;
/** After it has closed one model to open another it does not do so again for so many times as long as that took. */
const REST = 3;

/** A model could be opened, but not now. */
export class NoRoomError extends EngineError {}

/**
 * The models of a worker, each on the first engine that runs it: the one that is fastest for most may lack an operation
 * that a single model needs. The few that were used last stay open. A client that asks for one after another takes no more
 * than a part of the worker's time, for others wait meanwhile. One call at a time: an engine has to be the current one
 * while it works.
 */
export class OpenModels {
  /** By model and size, what was used last at the end. */
  private readonly kept = new Map<string, OpenModel>();
  /** What no engine runs, which is not tried again. */
  private readonly refused = new Map<string, EngineError>();
  private restUntil = -Infinity;
  private current: { readonly loader: EngineLoader; readonly engine: WorkerEngine } | undefined;

  /**
   * @param engines the fastest first
   * @param together how many frames a model is shown at once, besides one alone
   * @param load reads a model; `size` is a side of its input, its own where undefined
   */
  constructor(
    private readonly engines: readonly EngineLoader[],
    private readonly together: number,
    private readonly load: (model: string, size: number | undefined) => Promise<LoadedModel>,
    private readonly onOpened: (opened: Omit<Opened, 'type'>) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * A model, warm and ready to predict; opened where it is not, and this object's to keep and to close.
   * @throws EngineError when no engine runs it, NoRoomError when another has just made room, and whatever `load` throws,
   * which is tried again the next time
   */
  async use(model: string, size: number | undefined): Promise<FramePredictor> {
    const key = kindKey({ model, size });
    const refused = this.refused.get(key);
    if (refused !== undefined) throw refused;
    const used = this.kept.get(key) ?? await this.openBeside(model, size);
    if (used instanceof EngineError) {
      this.refused.set(key, used);
      throw used;
    }
    this.kept.delete(key);
    this.kept.set(key, used);
    await this.makeCurrent(used.loader);
    return used.predictor;
  }

  /** Opens one more, and closes the one that was used longest ago where there are too many. */
  private async openBeside(model: string, size: number | undefined): Promise<OpenModel | EngineError> {
    const full = this.kept.size >= MOST_OPEN;
    const start = this.now();
    if (full && start < this.restUntil) throw new NoRoomError('The server opens as many models as it can. Try again in a few seconds.');
    const opened = await this.open(model, size);
    if (full && !(opened instanceof EngineError)) this.closeOldest();
    if (full) this.restUntil = this.now() + REST * (this.now() - start);
    return opened;
  }

  private closeOldest(): void {
    for (const [key, { predictor }] of this.kept) {
      this.kept.delete(key);
      return predictor.close();
    }
  }

  private async open(model: string, size: number | undefined): Promise<OpenModel | EngineError> {
    const loaded = await this.load(model, size);
    const reasons: string[] = [];
    for (const loader of this.engines) {
      try {
        const engine = await this.makeCurrent(loader);
        const predictor = await warmedUp(await engine.open(loaded, this.together), this.together);
        this.onOpened({ model, size, engine: loader.name, reasons });
        return { loader, predictor };
      } catch (error) {
        reasons.push(`${loader.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.onOpened({ model, size, engine: undefined, reasons });
    return new EngineError(`No engine runs '${model}'. ${reasons.join('; ')}`);
  }

  private async makeCurrent(loader: EngineLoader): Promise<WorkerEngine> {
    if (this.current?.loader === loader) return this.current.engine;
    this.current = undefined;
    // The first was asked for, or measured before; of the others one that is too slow is no help.
    const engine = await loader.start(loader === this.engines[0]);
    this.current = { loader, engine };
    return engine;
  }
}
