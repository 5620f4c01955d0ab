import type { ClassificationEvaluationRecord } from '../../../models/artifact/evaluation/classification';
import { toWeights } from '../../../models/artifact/load';
import { tfjsRunner } from '../../../models/engine/tfjs-runner';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import { Predictor, type PredictorCard } from '../../../models/predictor';
import { Problems } from '../../data/problems';
import type { RecordCircumstances } from '../task';
import { classifyPictures } from './classify-pictures';
import { classificationRecord, type ClassificationSource } from './evaluation-record';
import type { LabelledPicture } from './labelled-pictures';
import { reportClassification } from './report';

const BATCH_SIZE = 16;

/** The figures that a classifier of ours is followed by, 0 to 1. */
export type ClassificationFigures = Readonly<Record<'top1' | 'top5' | 'meanClass', number>>;

/** Shows every picture once to a classifier as it is in the middle of training, on tfjs's current engine. @param values all of its parameters */
export async function validateClassifier(card: PredictorCard, values: NamedValues, pictures: readonly LabelledPicture[]): Promise<ClassificationFigures> {
  const predictor = new Predictor(card, tfjsRunner(card, toWeights(values), BATCH_SIZE));
  try {
    const { seen } = await classifyPictures(predictor, { pictures, together: BATCH_SIZE, problems: new Problems() });
    const { top1, top5, meanClass } = reportClassification(card.categories, seen);
    return { top1, top5, meanClass };
  } finally {
    predictor.close();
  }
}

/** Shows pictures to a classifier. @param source where they come from @returns what is kept of it */
export async function measureClassifier(predictor: Predictor, pictures: readonly LabelledPicture[], source: ClassificationSource): Promise<(circumstances: RecordCircumstances) => ClassificationEvaluationRecord> {
  const { seen } = await classifyPictures(predictor, { pictures, problems: new Problems() });
  const report = reportClassification(predictor.card.categories, seen);
  return (circumstances) => classificationRecord(report, source, circumstances);
}
