import type { Metric } from '../../../models/artifact/card';
import { quotedDataset } from '../../../models/artifact/datasets';
import type { PoseEvaluationRecord } from '../../../models/artifact/evaluation/pose';
import type { CardFigures } from '../task';

/** Figures of all records. The thresholds stay: in true boxes there is nobody to be left out. */
export const poseCardFigures = (records: readonly PoseEvaluationRecord[]): CardFigures => ({ metrics: records.flatMap(metricsOf) });

function metricsOf({ ways, annotations, persons, command }: PoseEvaluationRecord): Metric[] {
  const dataset = `${quotedDataset(annotations).name} (${persons} persons)`;
  return ways.flatMap(({ flip, oks, pck }) => {
    const scope = flip ? 'true boxes, with the mirror image' : 'true boxes';
    const figures = [['OKS AP', oks?.ap], ['OKS AP50', oks?.ap50], ['PCK@0.2', pck]] as const;
    return figures.flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value, scope, dataset, command }] : []));
  });
}
