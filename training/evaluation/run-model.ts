import { Presets, SingleBar } from 'cli-progress';
import type { Card } from '../../models/artifact/card';
import type { CocoDataset, CocoImage } from '../../models/artifact/coco';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { Problems } from '../data/problems';
import { openPredictor, parsePredictorEngine, type OpenedPredictor } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { detectImages, type DetectedImages } from './detection/detect-images';

export interface RunModelOptions {
  /** A shipped model's name, or a folder. */
  readonly model: string;
  readonly engine: string;
  readonly dataset: CocoDataset;
  /** Those of the data set that are shown to the model. */
  readonly images: readonly CocoImage[];
  readonly folder: string;
  readonly scoreThreshold: number;
  /** Side of the input in pixels, one of those that the model serves. Default: the card's own. */
  readonly size?: number | undefined;
}

export interface ModelDetections extends DetectedImages {
  /** At the size that it ran at. */
  readonly card: Card;
  readonly engine: OpenedPredictor['engine'];
}

/**
 * Loads a detector and an engine and shows the pictures, with a progress bar on a terminal.
 * Pictures that cannot be used are left out and named on stderr, and make the process fail at its end.
 * @throws NotFoundError where none can be used
 */
export async function runModel({ model, engine: engineName, dataset, images, folder, scoreThreshold, size }: RunModelOptions): Promise<ModelDetections> {
  const wantedEngine = parsePredictorEngine(engineName);
  const { card: own, values } = await loadModel(await findModel(model));
  const card = atSize(own, size);
  if (card.task !== 'detection') throw new InvalidInputError(`'${card.name}' does ${card.task}; only detectors can be evaluated.`);
  const { predictor, engine } = await openPredictor({ card, values }, wantedEngine);
  console.log(`${card.name} on ${engine.name} (${engine.description}), ${card.input.width} x ${card.input.height} pixels\n`);

  const problems = new Problems();
  const bar = new SingleBar({ stream: process.stderr, format: '{bar} {value}/{total} pictures, {eta_formatted} left', clearOnComplete: true }, Presets.shades_classic);
  bar.start(images.length, 0);
  try {
    const detected = await detectImages(predictor, { images, categories: dataset.categories, folder, scoreThreshold, problems, onImage: (done) => bar.update(done) });
    if (detected.seen.length === 0) {
      throw new NotFoundError(`None of the ${images.length} pictures in ${folder} could be used; check --images. ${problems.lines().join('\n')}`);
    }
    if (problems.total > 0) {
      console.error(`Left out of the evaluation:\n${problems.lines().join('\n')}`);
      process.exitCode = 1;
    }
    return { ...detected, card, engine };
  } finally {
    bar.stop();
    predictor.close();
  }
}
