import { join } from 'node:path';
import type { Metric } from '../../../models/artifact/card';
import type { CocoDataset } from '../../../models/artifact/coco';
import { quotedDataset } from '../../../models/artifact/datasets';
import { CARD_FILE, loadModel } from '../../../models/artifact/load';
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

/** Measures a model for poses in the true boxes of all persons whose keypoints are annotated, and prints how well it does. */
export async function measurePoses({ model, engine, annotations, images: folder, limit, json, record, flip }: MeasurePosesOptions, dataset: CocoDataset, problems: Problems): Promise<void> {
  const directory = await findModelDirectory(model);
  const { card: own, values } = await loadModel(modelFolder(directory));
  const card = flip === true ? withFlipTest(own) : own;
  if (card.keypoints === undefined) throw new InvalidInputError(`'${card.name}' does ${card.task}; expected a model for poses.`);
  const { predictor, engine: { name, description } } = await openPredictor({ card, values }, parsePredictorEngine(engine));
  console.log(`${card.name} on ${name} (${description}), ${card.input.width} x ${card.input.height} pixels a person${flip === true ? ', and its mirror image' : ''}\n`);
  const images = dataset.images.slice(0, limit);
  const poses = await estimatePoses(predictor, { dataset, images, folder, problems }).finally(() => predictor.close());
  if (poses.length === 0) throw new NotFoundError(`${annotations} has no person with annotated keypoints whose picture lies in ${folder}.`);

  const names = dataset.categories.find(({ id }) => id === poses[0]?.annotation.category_id)?.keypoints ?? card.keypoints.names;
  const results = poses.map(({ result }) => result);
  const metrics: Omit<Metric, 'command' | 'dataset'>[] = [];
  const scope = flip === true ? 'true boxes, with the mirror image' : 'true boxes';
  if (sameNames(names, card.keypoints.names)) {
    const { ap, ap50, ...others } = evaluate(KEYPOINT_PROTOCOL, dataset, results, { images: images.map(({ id }) => id), categories: [...new Set(results.map(({ category_id }) => category_id))] }).summary;
    console.log(Object.entries({ ap, ap50, ...others }).map(([figure, value]) => `${figure.padEnd(9)} ${value.toFixed(3)}`).join('\n'));
    metrics.push({ name: 'OKS AP', value: rounded(ap), scope }, { name: 'OKS AP50', value: rounded(ap50), scope });
  }
  const shares = correctKeypoints(poses, card.keypoints.names, names);
  const pck = shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
  console.log(`\nPCK@0.2   ${pck.toFixed(3)}\n${shares.map(({ name: keypoint, share, persons }) => `  ${keypoint.padEnd(15)} ${share.toFixed(3)} of ${persons}`).join('\n')}\n\n${poses.length} persons`);
  metrics.push({ name: 'PCK@0.2', value: rounded(pck), scope });

  if (json !== undefined) await writeOutput(json, `[${results.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  if (record !== true) return;
  if (limit !== undefined) throw new InvalidInputError('--record is of all pictures: leave out --limit.');
  const command = `${evaluateCommand(card, annotations, folder)}${flip === true ? ' --flip' : ''}`;
  const set = `${quotedDataset(inDataFolder(annotations)).name} (${poses.length} persons)`;
  const kept = own.metrics.filter((metric) => metric.command !== command);
  await writeAside(join(directory, CARD_FILE), formatJson({ ...own, metrics: [...kept, ...metrics.map((metric) => ({ ...metric, dataset: set, command }))] }));
  console.log(`Kept on ${join(directory, CARD_FILE)}.`);
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, index) => name === b[index]);

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
