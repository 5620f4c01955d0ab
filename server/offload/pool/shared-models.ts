import { OpenModels, UnrunnableError, type OpenModelsOptions } from '../../../models/engine/open-models';
import type { LoadedModel } from '../../../models/artifact/load';
import type { FramePredictor, StartableEngine } from '../../../models/engine/engine';
import { EngineError } from '../../../models/errors';
import { kindKey } from '../connection/frame-kind';

/** Models and sizes that a worker keeps open; the README's sentence on memory says what each takes. */
export const MOST_OPEN = 4;
/** After it has closed one model to open another it does not do so again for so many times as long as that took. */
const REST = 3;

/** A model could be opened, but not now. */
export class NoRoomError extends EngineError {}

/**
 * The models of a worker. A client that asks for one after another takes no more than a part of the worker's time, for
 * others wait meanwhile; and what no engine runs is not tried again. One call at a time.
 */
export class SharedModels {
  private readonly models: OpenModels<FramePredictor>;
  private readonly refused = new Map<string, UnrunnableError>();
  private restUntil = -Infinity;

  constructor(
    engines: readonly StartableEngine<FramePredictor>[],
    load: (model: string) => Promise<LoadedModel>,
    options: Pick<OpenModelsOptions, 'together' | 'onOpened'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.models = new OpenModels(engines, load, { ...options, most: MOST_OPEN });
  }

  /** @throws NoRoomError when another has just made room, and what `OpenModels` throws: what `load` does is tried again the next time */
  async use(model: string, size: number | undefined): Promise<FramePredictor> {
    const key = kindKey({ model, size });
    const refused = this.refused.get(key);
    if (refused !== undefined) throw refused;
    const makesRoom = this.models.isFull && !this.models.has(model, size);
    const start = this.now();
    if (makesRoom && start < this.restUntil) throw new NoRoomError('The server opens as many models as it can. Try again in a few seconds.');
    try {
      return (await this.models.use(model, size)).predictor;
    } catch (error) {
      if (error instanceof UnrunnableError) this.refused.set(key, error);
      throw error;
    } finally {
      if (makesRoom) this.restUntil = this.now() + REST * (this.now() - start);
    }
  }
}
