import { Presets, SingleBar } from 'cli-progress';
import type { Card } from '../../models/artifact/card';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { NotFoundError } from '../../models/errors';
import type { FrameFit } from '../../models/frames/frame-fit';
import type { Predictor } from '../../models/predictor';
import { Problems } from '../data/problems';
import { openPredictor, parsePredictorEngine, type OpenedPredictor } from '../engines/open-predictor';
import { findModel } from '../export/model-files';

export interface RunModelOptions {
  /** A shipped model's name, or a folder. */
  readonly model: string;
  readonly engine: string;
  /** Side of the input in pixels, one of those that the model serves. Default: the card's own. */
  readonly size?: number | undefined;
  /** How frames are brought into the input. Default: as the card says. */
  readonly fit?: FrameFit | undefined;
  /** What of the card is different for this run. */
  readonly change?: ((card: Card) => Card) | undefined;
  /** How many pictures will be shown, and where they lie. */
  readonly images: number;
  readonly folder: string;
}

/** What a model is shown pictures with. */
export interface Showing {
  readonly predictor: Predictor;
  /** Gathers the pictures that cannot be used. */
  readonly problems: Problems;
  readonly onImage: (done: number) => void;
}

export interface ModelRun {
  /** At the size that it ran at. */
  readonly card: Card;
  readonly engine: OpenedPredictor['engine'];
}

/**
 * Loads a model and an engine and shows the pictures, with a progress bar on a terminal.
 * Pictures that cannot be used are left out and named on stderr, and make the process fail at its end.
 * @param show returns what was seen of them
 * @throws NotFoundError where none can be used
 */
export async function runModel<Answers extends { readonly seen: readonly unknown[] }>({ model, engine: engineName, size, fit, change = (card) => card, images, folder }: RunModelOptions, show: (showing: Showing) => Promise<Answers>): Promise<Answers & ModelRun> {
  const wantedEngine = parsePredictorEngine(engineName);
  const { card: own, values } = await loadModel(await findModel(model));
  const sized = atSize(own, size);
  const card = change(fit === undefined ? sized : { ...sized, input: { ...sized.input, fit } });
  const { predictor, engine } = await openPredictor({ card, values }, wantedEngine);
  console.log(`${card.name} on ${engine.name} (${engine.description}), ${card.input.width} x ${card.input.height} pixels, ${card.input.fit ?? 'letterbox'}\n`);

  const problems = new Problems();
  const bar = new SingleBar({ stream: process.stderr, format: '{bar} {value}/{total} pictures, {eta_formatted} left', clearOnComplete: true }, Presets.shades_classic);
  bar.start(images, 0);
  try {
    const answers = await show({ predictor, problems, onImage: (done) => bar.update(done) });
    if (answers.seen.length === 0) throw new NotFoundError(`None of the ${images} pictures in ${folder} could be used. ${problems.lines().join('\n')}`);
    if (problems.total > 0) {
      console.error(`Left out of the evaluation:\n${problems.lines().join('\n')}`);
      process.exitCode = 1;
    }
    return { ...answers, card, engine };
  } finally {
    bar.stop();
    predictor.close();
  }
}
