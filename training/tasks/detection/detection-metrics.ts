import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import { toWeights } from '../../../models/artifact/load';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import { Predictor, type PredictorCard } from '../../../models/predictor';
import { Problems } from '../../data/problems';
import { evaluateDetections } from '../../evaluation/coco/coco';
import { detectImages } from '../../evaluation/detection/detect-images';
import { evaluationRecord } from '../../evaluation/evaluation-record';
import { reportMasks } from '../../evaluation/instances/mask-report';
import { reportDetections, usualParts } from '../../evaluation/report';
import type { RecordCircumstances } from '../task';
import type { ValidationSet } from './validation-set';

/** The figures that a detector of ours is followed by: AP and AP50 over all classes, those of VOC that are there, and person; -1 for what is not. */
export type DetectionFigures = Readonly<Record<'ap' | 'ap50' | 'vocAp' | 'vocAp50' | 'personAp' | 'personAp50', number>>;

/** Runs a detector as it is in the middle of training over a validation set. @param values all of its parameters */
export async function validateDetector(card: PredictorCard, values: NamedValues, { dataset, folder }: ValidationSet): Promise<DetectionFigures> {
  const predictor = new Predictor(card, toWeights(values));
  try {
    const { results } = await detectImages(predictor, { images: dataset.images, categories: dataset.categories, folder, problems: new Problems() });
    return detectionFigures(dataset, results);
  } finally {
    predictor.close();
  }
}

/** Shows a validation set to a model that says where things are; masks are judged where it makes some. @param trained objects of each class that it learned from, by name @returns what is kept of it */
export async function measureDetector(predictor: Predictor, { dataset, annotations, folder: images }: ValidationSet, trained: ReadonlyMap<string, number>): Promise<(circumstances: RecordCircumstances) => DetectionEvaluationRecord> {
  const { results, seen } = await detectImages(predictor, { images: dataset.images, categories: dataset.categories, folder: images, problems: new Problems() });
  const selection = { images: seen.map(({ id }) => id) };
  const judged = reportDetections(dataset, results, selection);
  const masks = reportMasks(dataset, results, selection);
  return (circumstances) => evaluationRecord(judged, { ...circumstances, annotations, images, trained, masks });
}

export function detectionFigures(groundTruth: CocoDataset, results: readonly CocoResult[]): DetectionFigures {
  const of = (categories?: readonly number[]) => evaluateDetections(groundTruth, results, { categories }).summary;
  const parts = usualParts(groundTruth.categories);
  const [all, voc, person] = [of(), of(parts.voc), of(parts.person)];
  return { ap: all.ap, ap50: all.ap50, vocAp: voc.ap, vocAp50: voc.ap50, personAp: person.ap, personAp50: person.ap50 };
}
