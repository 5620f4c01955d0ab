import type { Card, Metric } from '../../../models/artifact/card';
import { quotedDataset } from '../../../models/artifact/datasets';
import type { SegmentationEvaluationRecord } from '../../../models/artifact/evaluation/segmentation';
import { inputSizes } from '../../../models/artifact/input-size';
import { evaluateCommand, inDataFolder, rounded } from '../../evaluation/evaluate-command';
import type { CardFigures, RecordCircumstances } from '../task';
import type { SegmentationReport } from './report';

/** A report as it is kept beside the card. @param source what was looked at */
export function segmentationRecordOf({ images, classes }: SegmentationReport, source: { readonly annotations: string; readonly images: string }, { card, engine, commit, seconds, cpuSeconds }: RecordCircumstances): SegmentationEvaluationRecord {
  const figure = (value: number | null) => (value === null ? null : rounded(value));
  return {
    size: card.input.width,
    command: evaluateCommand(card, source),
    engine,
    commit,
    seconds: rounded(seconds, 1),
    cpuSeconds: rounded(cpuSeconds, 1),
    annotations: inDataFolder(source.annotations),
    images,
    classes: classes.map((one) => ({ ...one, iou: figure(one.iou), pictureIou: figure(one.pictureIou), boundaryIou: figure(one.boundaryIou) })),
  };
}

/** Figures of all records. The threshold stays: a pixel belongs to what is more probable than not. */
export const segmentationCardFigures = (records: readonly SegmentationEvaluationRecord[], card: Card): CardFigures => ({
  metrics: records.flatMap((record) => metricsOf(record, inputSizes(card).length > 1)),
});

function metricsOf({ classes, annotations, images, size, command }: SegmentationEvaluationRecord, severalSizes: boolean): Metric[] {
  const dataset = `${quotedDataset(annotations).name} (${images})`;
  return classes.flatMap(({ name: scope, iou, pictureIou, boundaryIou }) => ([['IoU', iou], ['mean IoU of the pictures', pictureIou], ['boundary IoU', boundaryIou]] as const)
    .flatMap(([name, value]) => (value === null ? [] : [{ name, value, scope, dataset, ...(severalSizes && { size }), command }])));
}
