import { InvalidInputError } from '../../../models/errors';
import { loadCard } from '../../../models/artifact/load-card';
import type { Card } from '../../../models/artifact/card';
import type { Problems } from '../../data/problems';
import { readCocoDataset } from '../../data/sources/coco/coco-json';
import { locateRecords } from '../../data/sources/coco/coco-records';
import { findModel } from '../../export/model-files';
import type { EvaluateOptions, OpenedEvaluation } from '../task';
import { classificationRecord, type ClassificationSource } from './evaluation-record';
import { formatClassification } from './format-report';
import { labelledCrops, labelledWholes, readLabelledFolder, type LabelledPicture } from './labelled-pictures';
import { reportClassification } from './report';

/** Pictures in one folder a class, or the objects of annotated pictures, to be named by a classifier. */
export async function openClassifierEvaluation(options: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation> {
  const { model, engine, threshold, limit, draw, fit, flip, whole = false } = options;
  if (flip === true) throw new InvalidInputError('--flip is for models that find keypoints. Leave it out.');
  if (draw !== undefined) throw new InvalidInputError('--draw shows where things are missed; a classifier is asked for no place. Leave it out.');
  if (threshold > 0) throw new InvalidInputError('--threshold would leave answers out, and a classifier is measured by its first and its first five. Leave it out.');
  const source = sourceOf(options);
  if (model === undefined || source === undefined || options.results !== undefined) {
    throw new InvalidInputError('Expected a classifier (--model), and either --data <folder> with one folder a class, or --annotations and --images.');
  }
  if (whole && 'data' in source) throw new InvalidInputError('--whole is for annotated pictures; those of --data are whole as they are. Leave it out.');
  const { categories } = await loadCard(await findModel(model));
  const all = await read(source, categories, whole, problems);
  if (all.length === 0) throw new InvalidInputError(`There is nothing to name in ${folderOf(source)}.`);
  const pictures = evenly(all, limit);
  return {
    images: all.length,
    async measure(size) {
      const [{ runModel }, { classifyPictures }] = await Promise.all([import('../../evaluation/run-model'), import('./classify-pictures')]);
      const { seen, results, card, engine: used } = await runModel({ model, engine, size, fit, images: pictures.length, folder: folderOf(source) }, ({ predictor, ...showing }) =>
        classifyPictures(predictor, { pictures, ...showing }));
      const report = reportClassification(categories, seen);
      return {
        report,
        text: formatClassification(report, 'data' in source || whole ? 'pictures' : 'crops'),
        results,
        run: { card, engine: used },
        record: (circumstances) => Promise.resolve(classificationRecord(report, source, circumstances)),
      };
    },
  };
}

function sourceOf({ data, annotations, images }: EvaluateOptions): ClassificationSource | undefined {
  if (data !== undefined) return annotations === undefined ? { data } : undefined;
  return annotations === undefined || images === undefined ? undefined : { annotations, images };
}

const folderOf = (source: ClassificationSource): string => ('data' in source ? source.data : source.images);

async function read(source: ClassificationSource, categories: Card['categories'], whole: boolean, problems: Problems): Promise<readonly LabelledPicture[]> {
  if ('data' in source) return readLabelledFolder(source.data, categories, problems);
  const { records } = await locateRecords(await readCocoDataset(source.annotations, problems), { ...source, categories, problems });
  return (whole ? labelledWholes : labelledCrops)(records, categories);
}

/** So many of a list, from all of its length: pictures are sorted by class. */
const evenly = <T>(list: readonly T[], limit: number | undefined): readonly T[] =>
  limit === undefined || limit >= list.length ? list : Array.from({ length: limit }, (_, index) => list[Math.floor((index * list.length) / limit)]).filter((one) => one !== undefined);
