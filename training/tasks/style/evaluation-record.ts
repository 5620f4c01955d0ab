import type { Card, Metric } from '../../../models/artifact/card';
import type { StyleEvaluationRecord } from '../../../models/artifact/evaluation/style';
import { inputSizes } from '../../../models/artifact/input-size';
import { evaluateCommand, inDataFolder, rounded } from '../../evaluation/evaluate-command';
import type { CardFigures, RecordCircumstances } from '../task';
import type { StyleReport } from './measure-styles';

/** A report as it is kept beside the card. @param source photographs, and paintings */
export function styleRecordOf({ images, styles }: StyleReport, source: { readonly data: string; readonly images: string }, { card, engine, commit, seconds, cpuSeconds }: RecordCircumstances): StyleEvaluationRecord {
  return {
    size: Math.min(card.input.width, card.input.height),
    command: evaluateCommand(card, source),
    engine,
    commit,
    seconds: rounded(seconds, 1),
    cpuSeconds: rounded(cpuSeconds, 1),
    annotations: inDataFolder(source.data),
    images,
    styles: styles.map(({ name, styleLoss, contentLoss }) => ({ name, styleLoss: rounded(styleLoss), contentLoss: rounded(contentLoss) })),
  };
}

/** Means over the styles, of all records. There is nothing to choose a threshold for. */
export const styleCardFigures = (records: readonly StyleEvaluationRecord[], card: Card): CardFigures => ({
  metrics: records.flatMap(({ styles, annotations, images, size, command }) => {
    const mean = (key: 'styleLoss' | 'contentLoss') => rounded(styles.reduce((sum, style) => sum + style[key], 0) / styles.length);
    return ([['style loss', mean('styleLoss')], ['content loss', mean('contentLoss')]] as const).map(([name, value]): Metric => ({
      name, value, scope: `all ${styles.length} styles`, dataset: `${annotations} (${images})`, ...(inputSizes(card).length > 1 && { size }), command,
    }));
  }),
});
