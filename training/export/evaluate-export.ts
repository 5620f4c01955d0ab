import type { EvaluationRecord } from '../../models/artifact/evaluation';
import { atSize, inputSizes } from '../../models/artifact/input-size';
import { loadModel, toWeights } from '../../models/artifact/load';
import { Predictor } from '../../models/predictor';
import { startStopwatch } from '../evaluation/stopwatch';
import type { RecordCircumstances } from '../tasks/task';
import { modelFolder } from './model-files';
import { recordEvaluation } from './record-evaluation';
import { sourceCommit } from './source-commit';

export interface EvaluateExportOptions {
  /** Shows the predictor what it is judged by. @returns what is kept of it */
  readonly measure: (predictor: Predictor) => Promise<(circumstances: RecordCircumstances) => EvaluationRecord>;
  /** The engine, described in a line. */
  readonly engine: string;
  /** Hears a sentence for each size. */
  readonly report: (line: string) => void;
}

/** Measures a model as it was exported, at every size that it serves, on tfjs's current engine, and keeps the figures beside and on its card. */
export async function evaluateExport(directory: string, { measure, engine, report }: EvaluateExportOptions): Promise<void> {
  const { card: exported, values } = await loadModel(modelFolder(directory));
  for (const size of inputSizes(exported)) {
    const card = atSize(exported, size);
    const elapsed = startStopwatch();
    const predictor = new Predictor(card, toWeights(values));
    try {
      const recordOf = await measure(predictor);
      const record = recordOf({ card, engine, commit: sourceCommit(), ...elapsed() });
      const { scoreThreshold, metrics } = await recordEvaluation(directory, record);
      const figures = metrics.filter(({ command }) => command === record.command).map(({ scope, name, value }) => `${scope} ${name} ${value}`);
      report(`${size} pixels: ${figures.join(', ')}; shows what is at least ${scoreThreshold} certain`);
    } finally {
      predictor.close();
    }
  }
}
