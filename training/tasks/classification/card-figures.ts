import type { Card, Metric } from '../../../models/artifact/card';
import { quotedDataset } from '../../../models/artifact/datasets';
import type { ClassificationEvaluationRecord } from '../../../models/artifact/evaluation/classification';
import { inputSizes } from '../../../models/artifact/input-size';
import type { CardFigures } from '../task';

/** Figures of all records. The thresholds stay: no measurement of whole pictures chooses them. */
export function classificationCardFigures(records: readonly ClassificationEvaluationRecord[], card: Card): CardFigures {
  const severalSizes = inputSizes(card).length > 1;
  return { metrics: records.flatMap((record) => metricsOf(record, card.categories.length, severalSizes)) };
}

function metricsOf({ of, classes, annotations, images, size, command, top1, top5, meanClass }: ClassificationEvaluationRecord, known: number, severalSizes: boolean): Metric[] {
  const scope = `${of === 'crops' ? 'crops of ' : ''}${classes.length === known ? 'all' : `${classes.length} of`} ${known} classes`;
  const dataset = `${quotedDataset(annotations).name} (${images} ${of})`;
  return ([['top-1', top1], ['top-5', top5], ["mean of the classes' top-1", meanClass]] as const)
    .map(([name, value]) => ({ name, value, scope, dataset, ...(severalSizes && { size }), command }));
}
