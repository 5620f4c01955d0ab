import type { Card, Metric } from '../../../models/artifact/card';
import { isTestSet, quotedDataset } from '../../../models/artifact/datasets';
import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import { inputSizes } from '../../../models/artifact/input-size';
import type { CardFigures } from '../task';

/** Figures of all records; the thresholds of the card's own size, where it was measured on anything but a test set. */
export function detectionCardFigures(records: readonly DetectionEvaluationRecord[], card: Card): CardFigures {
  const severalSizes = inputSizes(card).length > 1;
  const own = records.find(({ size, annotations }) => size === card.input.width && !isTestSet(annotations));
  return {
    scoreThreshold: own?.best?.scoreThreshold ?? card.scoreThreshold,
    liveThreshold: own?.precise === undefined ? card.liveThreshold : own.precise?.scoreThreshold,
    metrics: records.flatMap((record) => [...metricsOf(record, severalSizes), ...maskMetricsOf(record, severalSizes)]),
  };
}

/** AP and AP50, or what VOC has in their place, of each part of the categories. */
function metricsOf({ scopes, annotations, images, size, command }: DetectionEvaluationRecord, severalSizes: boolean): Metric[] {
  const { name: dataset, rules } = quotedDataset(annotations);
  return scopes.flatMap(({ name: scope, coco: { ap, ap50 }, voc: { elevenPoints, area } }) => {
    const figures = rules === 'coco' ? [['AP', ap], ['AP50', ap50]] as const : [['mAP (11 points)', elevenPoints], ['mAP (area)', area]] as const;
    return figures.flatMap(([name, value]) => (value === null ? [] : [{ name, value, scope, dataset: `${dataset} (${images})`, ...(severalSizes && { size }), command }]));
  });
}

/** The same of masks, on the images that have them. */
function maskMetricsOf({ masks, annotations, size, command }: DetectionEvaluationRecord, severalSizes: boolean): Metric[] {
  if (masks === undefined) return [];
  const dataset = `${quotedDataset(annotations).name}, those with a mask of everything (${masks.images})`;
  return masks.scopes.flatMap(({ name: scope, coco: { ap, ap50 } }) => ([['mask AP', ap], ['mask AP50', ap50]] as const).flatMap(([name, value]) =>
    (value === null ? [] : [{ name, value, scope, dataset, ...(severalSizes && { size }), command }])));
}
