import type { ClassificationEvaluationRecord } from '../../../models/artifact/evaluation/classification';
import { evaluateCommand, inDataFolder, rounded } from '../../evaluation/evaluate-command';
import type { RecordCircumstances } from '../task';
import type { ClassificationReport } from './report';

/** What was named, and where it lies. */
export type ClassificationSource = { readonly data: string } | { readonly annotations: string; readonly images: string };

/** A report as it is kept beside the card. */
export function classificationRecord(report: ClassificationReport, source: ClassificationSource, { card, engine, commit, seconds, cpuSeconds }: RecordCircumstances): ClassificationEvaluationRecord {
  const { images, top1, top5, meanClass, classes, confusions } = report;
  return {
    size: card.input.width,
    command: evaluateCommand(card, source),
    engine,
    commit,
    seconds: rounded(seconds, 1),
    cpuSeconds: rounded(cpuSeconds, 1),
    annotations: inDataFolder('data' in source ? source.data : source.annotations),
    images,
    of: 'data' in source ? 'pictures' : 'crops',
    top1: rounded(top1),
    top5: rounded(top5),
    meanClass: rounded(meanClass),
    classes: classes.map((one) => ({ ...one, top1: rounded(one.top1), top5: rounded(one.top5) })),
    confusions: confusions.map((one) => ({ ...one, share: rounded(one.share) })),
  };
}
