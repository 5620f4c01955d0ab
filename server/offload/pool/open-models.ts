import type { LoadedModel } from '../../../models/artifact/load';
import { EngineError } from '../../../models/errors';
import { warmedUp } from '../../../models/runtime/warmed-up';
import type { EngineLoader, FramePredictor, WorkerEngine } from './engines';
import type { Opened } from './messages';

interface OpenModel {
  readonly loader: EngineLoader;
  readonly predictor: FramePredictor;
}

/**
 * The models of a thread, each on the first engine that runs it: the one that is fastest for most may lack an operation
 * that a single model needs. One call at a time: an engine has to be the current one while it works.
 */
export class OpenModels {
  /** By model and size; an error where no engine runs it, which is not tried again. */
  private readonly known = new Map<string, OpenModel | EngineError>();
  private current: { readonly loader: EngineLoader; readonly engine: WorkerEngine } | undefined;

  /**
   * @param engines the fastest first
   * @param load reads a model; `size` is a side of its input, its own where undefined
   */
  constructor(
    private readonly engines: readonly EngineLoader[],
    private readonly load: (model: string, size: number | undefined) => Promise<LoadedModel>,
    private readonly onOpened: (opened: Omit<Opened, 'type'>) => void,
  ) {}

  /**
   * A model, warm and ready to predict; opened on first use, and this object's to keep.
   * @throws EngineError when no engine runs it, and whatever `load` throws, which is tried again the next time
   */
  async use(model: string, size: number | undefined): Promise<FramePredictor> {
    const key = `${model} ${size ?? ''}`;
    const known = this.known.get(key) ?? await this.open(model, size);
    this.known.set(key, known);
    if (known instanceof EngineError) throw known;
    await this.makeCurrent(known.loader);
    return known.predictor;
  }

  private async open(model: string, size: number | undefined): Promise<OpenModel | EngineError> {
    const loaded = await this.load(model, size);
    const reasons: string[] = [];
    for (const loader of this.engines) {
      try {
        const engine = await this.makeCurrent(loader);
        const predictor = await warmedUp(await engine.open(loaded));
        this.onOpened({ model, engine: loader.name, reasons });
        return { loader, predictor };
      } catch (error) {
        reasons.push(`${loader.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.onOpened({ model, engine: undefined, reasons });
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
