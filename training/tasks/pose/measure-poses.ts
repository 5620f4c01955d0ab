import { join } from 'node:path';
import type { Metric } from '../../../models/artifact/card';
import type { CocoDataset } from '../../../models/artifact/coco';
import { quotedDataset } from '../../../models/artifact/datasets';
import { CARD_FILE, loadModel, type LoadedModel } from '../../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { withFlipTest } from '../../../models/pose/flip-test';
import { writeOutput } from '../../command-line/write-output';
import type { Problems } from '../../data/problems';
import { openPredictor, parsePredictorEngine } from '../../engines/open-predictor';
import { evaluate } from '../../evaluation/coco/coco';
import { evaluateCommand, inDataFolder } from '../../evaluation/evaluation-record';
import { KEYPOINT_PROTOCOL } from '../../evaluation/keypoint-protocol';
import { formatJson } from '../../export/format-json';
import { findModelDirectory, modelFolder } from '../../export/model-files';
import { writeAside } from '../../loop/write-aside';
import { correctKeypoints } from './correct-keypoints';
import { estimatePoses } from './estimate-poses';

export interface MeasurePosesOptions {
  readonly model: string;
  readonly engine: string;
  readonly annotations: string;
  readonly images: string;
  readonly limit?: number | undefined;
  readonly json?: string | undefined;
  readonly record?: true | undefined;
  /** Look at mirror images as well. */
  readonly flip?: true | undefined;
}

type Figure = Omit<Metric, 'command' | 'dataset'>;

/**
 * Measures a model for poses in the true boxes of all persons whose keypoints are annotated, and prints how well it does; what
 * is recorded on its card is measured with the mirror image and without.
 */
export async function measurePoses(options: MeasurePosesOptions, dataset: CocoDataset, problems: Problems): Promise<void> {
  const { model, annotations, images, limit, record, flip } = options;
  const directory = await findModelDirectory(model);
  const loaded = await loadModel(modelFolder(directory));
  if (record !== true) {
    await measure(loaded, flip === true, options, dataset, problems);
    return;
  }
  if (limit !== undefined) throw new InvalidInputError('--record is of all pictures: leave out --limit.');
  const plain = await measure(loaded, false, options, dataset, problems);
  const { persons, figures } = await measure(loaded, true, options, dataset, problems);
  const command = evaluateCommand(loaded.card, annotations, images);
  const measured = [...plain.figures, ...figures].map((figure) => ({ ...figure, dataset: `${quotedDataset(inDataFolder(annotations)).name} (${persons} persons)`, command }));
  const others = loaded.card.metrics.filter((metric) => metric.command !== command);
  await writeAside(join(directory, CARD_FILE), formatJson({ ...loaded.card, metrics: [...others, ...measured] }));
  console.log(`Kept on ${join(directory, CARD_FILE)}.`);
}

async function measure({ card: own, values }: LoadedModel, flip: boolean, options: MeasurePosesOptions, dataset: CocoDataset, problems: Problems): Promise<{ readonly persons: number; readonly figures: Figure[] }> {
  const { annotations, images: folder, engine, limit, json } = options;
  const card = flip ? withFlipTest(own) : own;
  if (card.keypoints === undefined) throw new InvalidInputError(`'${card.name}' does ${card.task}; expected a model for poses.`);
  const { predictor, engine: { name, description } } = await openPredictor({ card, values }, parsePredictorEngine(engine));
  console.log(`${card.name} on ${name} (${description}), ${card.input.width} x ${card.input.height} pixels a person${flip ? ', and its mirror image' : ''}\n`);
  const images = dataset.images.slice(0, limit);
  const poses = await estimatePoses(predictor, { dataset, images, folder, problems }).finally(() => predictor.close());
  if (poses.length === 0) throw new NotFoundError(`${annotations} has no person with annotated keypoints whose picture lies in ${folder}.`);
  const results = poses.map(({ result }) => result);
  if (json !== undefined) await writeOutput(json, `[${results.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);

  const scope = flip ? 'true boxes, with the mirror image' : 'true boxes';
  const figures: Figure[] = [];
  const names = dataset.categories.find(({ id }) => id === poses[0]?.annotation.category_id)?.keypoints ?? card.keypoints.names;
  if (sameNames(names, card.keypoints.names)) {
    const categories = [...new Set(results.map(({ category_id }) => category_id))];
    const { summary } = evaluate(KEYPOINT_PROTOCOL, dataset, results, { images: images.map(({ id }) => id), categories });
    console.log(Object.entries(summary).map(([figure, value]) => `${figure.padEnd(9)} ${value.toFixed(3)}`).join('\n'));
    figures.push({ name: 'OKS AP', value: rounded(summary.ap), scope }, { name: 'OKS AP50', value: rounded(summary.ap50), scope });
  }
  const shares = correctKeypoints(poses, card.keypoints.names, names);
  const pck = shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
  console.log(`\nPCK@0.2   ${pck.toFixed(3)}\n${shares.map(({ name: keypoint, share, persons }) => `  ${keypoint.padEnd(15)} ${share.toFixed(3)} of ${persons}`).join('\n')}\n\n${poses.length} persons\n`);
  figures.push({ name: 'PCK@0.2', value: rounded(pck), scope });
  return { persons: poses.length, figures };
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, index) => name === b[index]);

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
