import { EngineError } from '../../../models/errors';
import type { Engine, FramePredictor } from '../../../models/engine/engine';
import type { ServerEngine } from './engines';
import { fastestRun } from './fastest-run';

export interface ChosenEngine {
  readonly loader: ServerEngine;
  readonly engine: Engine<FramePredictor>;
  /** Those that may run what it cannot, the fastest first, itself before them. They are not started. */
  readonly ranked: readonly ServerEngine[];
  /** For each other engine, why it was not taken. */
  readonly others: readonly string[];
}

/**
 * Starts the one engine that was asked for, or of several the one on which this machine looks at most frames a second:
 * each is measured on the model in question, in this process.
 * @param cores how many frames are looked at side by side on an engine that uses one core a frame
 * @param open opens the model on an engine, warm
 * @param onTry told the name of each before it is started
 * @throws EngineError with the reason for each when none can be used
 */
export async function chooseEngine(loaders: readonly ServerEngine[], cores: number, open: (engine: Engine<FramePredictor>) => Promise<FramePredictor>, onTry: (name: string) => void = () => undefined): Promise<ChosenEngine> {
  const [only, ...more] = loaders;
  if (only !== undefined && more.length === 0) return { loader: only, engine: await only.start(true), ranked: [only], others: [] };

  const measured: { readonly loader: ServerEngine; readonly engine: Engine<FramePredictor>; readonly framesPerSecond: number }[] = [];
  const others: string[] = [];
  const untried: ServerEngine[] = [];
  for (const loader of loaders) {
    if (loader.lastResort === true && measured.length > 0) {
      untried.push(loader);
      continue;
    }
    onTry(loader.name);
    try {
      const engine = await loader.start(false);
      const predictor = await open(engine);
      const runMs = await fastestRun(predictor);
      predictor.close();
      measured.push({ loader, engine, framesPerSecond: (1000 / runMs) * (loader.uses === 'one core' ? cores : 1) });
    } catch (error) {
      others.push(`${loader.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const [best, ...slower] = measured.sort((a, b) => b.framesPerSecond - a.framesPerSecond);
  if (best === undefined) throw new EngineError(`No engine can be used. ${others.join('; ')}.`);
  for (const { loader, engine, framesPerSecond } of slower) {
    engine.stop();
    others.push(`${loader.name}: slower, ${rounded(framesPerSecond)} frames a second against ${rounded(best.framesPerSecond)}`);
  }
  return { loader: best.loader, engine: await best.loader.start(false), ranked: [...measured.map(({ loader }) => loader), ...untried], others };
}

const rounded = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
