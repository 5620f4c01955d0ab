import { dirname, resolve } from 'node:path';
import type { Card } from '../../../models/artifact/card';
import type { CocoDataset } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import { annotatedOrientation } from '../../data/pictures/annotated-orientation';
import { annotatedFile } from '../../data/pictures/picture-path';
import { Problems } from '../../data/problems';
import { readCocoDataset, readCocoResults } from '../../data/sources/coco/coco-json';
import { usableResults } from '../../evaluation/coco/usable-results';
import type { DetectedImages } from '../../evaluation/detection/detect-images';
import { pictureErrors } from '../../evaluation/detection/picture-errors';
import { evaluationRecord } from '../../evaluation/evaluation-record';
import { formatReport } from '../../evaluation/format-report';
import { formatMasks } from '../../evaluation/instances/format-masks';
import { reportMasks } from '../../evaluation/instances/mask-report';
import { reportDetections } from '../../evaluation/report';
import type { ModelRun } from '../../evaluation/run-model';
import { classExamples } from '../classes/class-examples';
import type { EvaluateOptions, Measurement, OpenedEvaluation } from '../task';
import { readTrainingRecords } from './detection-data';

/** Annotated pictures, to be looked at by a model that says where things are, or what one has found in them; masks are judged where there are some. */
export async function openDetectorEvaluation(options: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation> {
  const { annotations, data, flip } = options;
  if (flip === true) throw new InvalidInputError('--flip is for models that find keypoints. Leave it out.');
  if (data !== undefined) throw new InvalidInputError('--data is of pictures in one folder a class, which say nothing of places; expected --annotations and --images for a detector.');
  if (annotations === undefined) throw new InvalidInputError('Expected --annotations <file>: what is in the pictures, COCO JSON.');
  const dataset = await readCocoDataset(annotations, problems);
  return { images: dataset.images.length, measure: (size) => measure({ ...options, annotations }, dataset, problems, size) };
}

type Options = EvaluateOptions & { readonly annotations: string };

async function measure(options: Options, dataset: CocoDataset, problems: Problems, size: number | undefined): Promise<Measurement> {
  const { annotations, images: folder = '', threshold } = options;
  const { results, seen, card, engine } = await detect(options, dataset, problems, size);
  // Scores of other tools may be below 0, and rank all the same.
  const kept = threshold === 0 ? results : results.filter(({ score }) => score >= threshold);
  const selection = { images: seen.map(({ id }) => id) };
  const report = reportDetections(dataset, kept, selection);
  const masks = reportMasks(dataset, kept, selection);
  return {
    report: { ...report, ...(masks && { masks }) },
    text: [formatReport(report), ...(masks ? [formatMasks(masks)] : [])].join('\n\n'),
    results: kept,
    ...(card && engine && { run: { card, engine } }),
    record: async (circumstances) => evaluationRecord(report, {
      ...circumstances, annotations, images: folder, masks, trained: await countExamples(circumstances.card, dirname(dirname(resolve(annotations)))),
    }),
    async drawWorst(into, count) {
      const { drawErrors } = await import('../../draw/draw-errors');
      const scoreThreshold = report.best?.scoreThreshold ?? 1;
      const pictures = pictureErrors(dataset, kept.filter(({ score }) => score >= scoreThreshold), selection).slice(0, count);
      const orientation = await annotatedOrientation(dataset.images.map((image) => annotatedFile(folder, image)));
      const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
      const undrawn = new Problems();
      const sheet = await drawErrors(pictures, { images: folder, orientation, folder: into, nameOf: (id) => names.get(id) ?? String(id), problems: undrawn });
      return { done: `The ${pictures.length} worst pictures, detections from score ${scoreThreshold} up: ${sheet}`, undrawn };
    },
  };
}

async function detect({ model, images: folder, results, engine, fit, threshold, limit }: Options, dataset: CocoDataset, problems: Problems, size: number | undefined): Promise<DetectedImages & Partial<ModelRun>> {
  const images = dataset.images.slice(0, limit);
  if (results !== undefined && model === undefined) return { results: usableResults(dataset, await readCocoResults(results, problems), problems), seen: images };
  if (model === undefined || results !== undefined || folder === undefined) throw new InvalidInputError('Expected either --model and --images, or --results.');
  // Only here, for an engine takes longer to load than most results to measure.
  const [{ runModel }, { detectImages }] = await Promise.all([import('../../evaluation/run-model'), import('../../evaluation/detection/detect-images')]);
  return runModel({ model, engine, size, fit, images: images.length, folder }, ({ predictor, ...showing }) =>
    detectImages(predictor, { images, categories: dataset.categories, folder, scoreThreshold: threshold, ...showing }));
}

/** Examples of each class in the data sets that the card names, which must lie beside that of the annotations; undefined where nobody knows. */
async function countExamples({ training, categories }: Card, dataDir: string): Promise<ReadonlyMap<string, number> | undefined> {
  if (training === undefined) return undefined;
  const sets = await Promise.all(training.data.map(({ name }) => readTrainingRecords(dataDir, name, categories, new Problems())));
  return classExamples(sets.flat(), categories);
}
