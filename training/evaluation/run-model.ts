import * as tf from '@tensorflow/tfjs-core';
import { Presets, SingleBar } from 'cli-progress';
import type { CocoDataset, CocoImage } from '../../models/artifact/coco';
import { loadModel, toWeights } from '../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { registerKernels } from '../../models/kernels/register';
import { Predictor } from '../../models/runtime/predictor';
import { Problems } from '../data/problems';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { findModel } from '../export/model-files';
import { detectImages, type DetectedImages } from './detect-images';

export interface RunModelOptions {
  /** A shipped model's name, or a folder. */
  readonly model: string;
  readonly engine: string;
  readonly dataset: CocoDataset;
  /** Those of the data set that are shown to the model. */
  readonly images: readonly CocoImage[];
  readonly folder: string;
  readonly scoreThreshold: number;
}

/**
 * Loads a detector and an engine and shows the pictures, with a progress bar on a terminal.
 * Pictures that cannot be used are left out and named on stderr, and make the process fail at its end.
 * @throws NotFoundError where none can be used
 */
export async function runModel({ model, engine: engineName, dataset, images, folder, scoreThreshold }: RunModelOptions): Promise<DetectedImages & { readonly engine: string }> {
  const wantedEngine = parseEngineName(engineName);
  const source = await findModel(model);
  const engine = await loadEngine(wantedEngine);
  registerKernels(tf.getBackend());
  const { card, values } = await loadModel(source);
  if (card.task !== 'detection') throw new InvalidInputError(`'${card.name}' does ${card.task}; only detectors can be evaluated.`);
  console.log(`${card.name} on ${engine.name} (${engine.description})\n`);

  const problems = new Problems();
  const bar = new SingleBar({ stream: process.stderr, format: '{bar} {value}/{total} pictures, {eta_formatted} left', clearOnComplete: true }, Presets.shades_classic);
  const predictor = new Predictor(card, toWeights(values));
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
    return { ...detected, engine: engine.name };
  } finally {
    bar.stop();
    predictor.close();
  }
}
