import type { CocoDataset, CocoResult } from '../../models/artifact/coco';
import { toWeights } from '../../models/artifact/load';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { Predictor, type PredictorCard } from '../../models/runtime/predictor';
import { VOC_CATEGORY_IDS } from '../data/categories';
import { Problems } from '../data/problems';
import { evaluateDetections } from '../evaluation/coco';
import { detectImages } from '../evaluation/detect-images';
import type { ValidationSet } from './detection-data';

const PERSON = 1;

/** The figures that a COCO detector of ours is followed and judged by, and how a card names them. */
export const DETECTION_FIGURES = {
  ap: { name: 'AP', scope: 'all 80 classes' },
  ap50: { name: 'AP50', scope: 'all 80 classes' },
  vocAp: { name: 'AP', scope: 'the 20 classes of VOC' },
  vocAp50: { name: 'AP50', scope: 'the 20 classes of VOC' },
  personAp: { name: 'AP', scope: 'person' },
  personAp50: { name: 'AP50', scope: 'person' },
} as const;

export type DetectionFigures = Readonly<Record<keyof typeof DETECTION_FIGURES, number>>;

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

export function detectionFigures(groundTruth: CocoDataset, results: readonly CocoResult[]): DetectionFigures {
  const of = (categories?: readonly number[]) => evaluateDetections(groundTruth, results, categories === undefined ? {} : { categories }).summary;
  const [all, voc, person] = [of(), of(VOC_CATEGORY_IDS), of([PERSON])];
  return { ap: all.ap, ap50: all.ap50, vocAp: voc.ap, vocAp50: voc.ap50, personAp: person.ap, personAp50: person.ap50 };
}
