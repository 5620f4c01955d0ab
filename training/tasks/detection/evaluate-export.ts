import { atSize, inputSizes } from '../../../models/artifact/input-size';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { Predictor } from '../../../models/predictor';
import { Problems } from '../../data/problems';
import { detectImages } from '../../evaluation/detection/detect-images';
import { evaluationRecord } from '../../evaluation/evaluation-record';
import { reportDetections } from '../../evaluation/report';
import { startStopwatch } from '../../evaluation/stopwatch';
import { modelFolder } from '../../export/model-files';
import { recordEvaluation } from '../../export/record-evaluation';
import { sourceCommit } from '../../export/source-commit';
import type { ValidationSet } from './validation-set';

export interface EvaluateExportOptions {
  readonly validation: ValidationSet;
  /** Objects of each class that it learned from, by name. */
  readonly trained: ReadonlyMap<string, number>;
  /** The engine, described in a line. */
  readonly engine: string;
  /** Hears a sentence for each size. */
  readonly report: (line: string) => void;
}

/** Measures a detector as it was exported, at every size that it serves, on tfjs's current engine, and keeps the figures beside and on its card. */
export async function evaluateExport(directory: string, { validation: { dataset, annotations, folder }, trained, engine, report }: EvaluateExportOptions): Promise<void> {
  const { card: exported, values } = await loadModel(modelFolder(directory));
  for (const size of inputSizes(exported)) {
    const card = atSize(exported, size);
    const elapsed = startStopwatch();
    const predictor = new Predictor(card, toWeights(values));
    try {
      const { results, seen } = await detectImages(predictor, { images: dataset.images, categories: dataset.categories, folder, problems: new Problems() });
      const judged = reportDetections(dataset, results, { images: seen.map(({ id }) => id) });
      const record = evaluationRecord(judged, { card, annotations, images: folder, trained, engine, commit: sourceCommit(), ...elapsed() });
      const { scoreThreshold } = await recordEvaluation(directory, record);
      const figures = record.scopes.map(({ name, coco: { ap, ap50 } }) => `${name} AP ${ap ?? '-'}, AP50 ${ap50 ?? '-'}`);
      report(`${size} pixels: ${figures.join('; ')}; shows what is at least ${scoreThreshold} certain`);
    } finally {
      predictor.close();
    }
  }
}
