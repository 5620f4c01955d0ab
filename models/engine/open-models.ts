import { atSize } from '../artifact/input-size';
import type { Card } from '../artifact/card';
import type { LoadedModel } from '../artifact/load';
import { EngineError } from '../errors';
import type { Predictor } from '../predictor';
import { RecentlyUsed } from '../recently-used';
import { onFirstThatRuns, type Engine, type FramePredictor, type StartableEngine } from './engine';
import { warmedUp } from './warmed-up';

export interface OpenModelsOptions<P extends FramePredictor = Predictor> {
  /** How many models and sizes stay open. */
  readonly most: number;
  /** How many frames a model is shown at once, besides one alone. Default: 1. */
  readonly together?: number;
  readonly onOpened?: (opened: OpenedModel) => void;
  /** Closes one that makes way. Default: at once. */
  readonly close?: (predictor: P) => void;
}

/** A model was opened, or could not be. */
export interface OpenedModel {
  readonly model: string;
  /** Side of its input; undefined: its own. */
  readonly size: number | undefined;
  /** Undefined: no engine runs it. */
  readonly engine: string | undefined;
  /** Why none that comes before it runs the model; empty where the first one does. */
  readonly reasons: readonly string[];
}

interface OpenModel<P extends FramePredictor> {
  readonly engine: StartableEngine<P>;
  readonly loaded: LoadedModel;
  /** At the size of its input. */
  readonly card: Card;
  readonly predictor: P;
}

/** No engine runs a model; its cause is why the last one does not. */
export class UnrunnableError extends EngineError {}

/**
 * Several models, each on the first engine that runs it: the one that is fastest for most may lack an operation that a
 * single model needs. The few that were used last stay open; one that makes way is closed once the next is warm. Other
 * sizes of an open model use the weights that are here. One call at a time: an engine has to be the current one while it works.
 */
export class OpenModels<P extends FramePredictor = Predictor> {
  private readonly kept: RecentlyUsed<OpenModel<P>>;
  private current: { readonly from: StartableEngine<P>; readonly engine: Engine<P> } | undefined;

  /**
   * @param engines the fastest first
   * @param load reads a model
   */
  constructor(private readonly engines: readonly StartableEngine<P>[], private readonly load: (model: string) => Promise<LoadedModel>, private readonly options: OpenModelsOptions<P>) {
    const { most, close = (predictor: P) => predictor.close() } = options;
    this.kept = new RecentlyUsed(most, ({ predictor }) => close(predictor));
  }

  /** Whether a model is open at a size. */
  has(model: string, size: number | undefined): boolean {
    return this.kept.has(keyOf(model, size));
  }

  /** Whether one has to be closed before another may stay open. */
  get isFull(): boolean {
    return this.kept.size >= this.kept.most;
  }

  /**
   * A model, warm and ready to predict; opened where it is not, and this object's to keep and to close.
   * @throws UnrunnableError when no engine runs it, InvalidInputError for a size that it does not serve, and whatever `load` throws
   */
  async use(model: string, size: number | undefined): Promise<{ readonly card: Card; readonly predictor: P }> {
    const key = keyOf(model, size);
    const used = this.kept.get(key) ?? this.kept.set(key, await this.open(model, size));
    await this.makeCurrent(used.engine);
    return used;
  }

  /** A model's card and weights: those of one that is open, at whatever size, are not read again. */
  async loaded(model: string): Promise<LoadedModel> {
    return this.kept.find(({ loaded: { card } }) => card.name === model)?.loaded ?? await this.load(model);
  }

  /** Closes all of them. */
  close(): void {
    this.kept.clear();
  }

  private async open(model: string, size: number | undefined): Promise<OpenModel<P>> {
    const { together = 1, onOpened } = this.options;
    const loaded = await this.loaded(model);
    const card = atSize(loaded.card, size);
    const reasons: string[] = [];
    let cause: unknown;
    const opened = await onFirstThatRuns(this.engines, async (from) => {
      const engine = await this.makeCurrent(from);
      return { engine: from, loaded, card, predictor: await warmedUp(await engine.open({ ...loaded, card }, together), together) };
    }, ({ name }, error) => {
      cause = error;
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    onOpened?.({ model, size, engine: opened?.engine.name, reasons });
    if (opened === undefined) throw new UnrunnableError(`No engine runs '${model}'. ${reasons.join('; ')}`, { cause });
    return opened;
  }

  private async makeCurrent(from: StartableEngine<P>): Promise<Engine<P>> {
    if (this.current?.from === from) return this.current.engine;
    this.current = undefined;
    // The first was asked for, or measured before; of the others one that is too slow is no help.
    const engine = await from.start(from === this.engines[0]);
    this.current = { from, engine };
    return engine;
  }
}

const keyOf = (model: string, size: number | undefined): string => `${model} ${size ?? ''}`;
