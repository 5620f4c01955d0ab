import { dirname, join, resolve } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { EVALUATION_FILE } from '../../models/artifact/evaluation';
import { inputSizes } from '../../models/artifact/input-size';
import { loadCard } from '../../models/artifact/load-card';
import { Problems } from '../data/problems';
import { classExamples } from '../tasks/classes/class-examples';
import { readTrainingRecords } from '../tasks/detection/detection-data';
import { findModel, findModelDirectory, modelsDirectory } from '../export/model-files';
import { recordEvaluation } from '../export/record-evaluation';
import { sourceCommit } from '../export/source-commit';
import { writeCatalogue } from '../export/write-catalogue';
import { evaluationRecord, type Circumstances } from './evaluation-record';
import type { EvaluationReport } from './report';

/** The sizes that a model serves; undefined, its own, for one whose input is not square. */
export async function sizesOf(model: string): Promise<(number | undefined)[]> {
  const sizes = inputSizes(await loadCard(await findModel(model)));
  return sizes.length > 0 ? sizes : [undefined];
}

export interface KeepReportOptions extends Omit<Circumstances, 'card' | 'commit' | 'trained'> {
  /** A shipped model's name, or a folder. */
  readonly model: string;
  /** At the size that was measured. */
  readonly card: Card;
}

/**
 * Keeps a report of all pictures beside the model's card and on it; a shipped model's catalogue too. Examples of the
 * classes are counted in the data sets that the card names, which must lie beside that of the annotations.
 * @returns what was done, for a person
 * @throws NotFoundError where a data set of its training is missing
 */
export async function keepReport(report: EvaluationReport, { model, card, ...measured }: KeepReportOptions): Promise<string> {
  const directory = await findModelDirectory(model);
  const trained = await countExamples(card, dirname(dirname(resolve(measured.annotations))));
  const { scoreThreshold } = await recordEvaluation(directory, evaluationRecord(report, { ...measured, card, trained, commit: sourceCommit() }));
  const shipped = dirname(directory) === modelsDirectory;
  if (shipped) await writeCatalogue();
  return `Kept in ${join(directory, EVALUATION_FILE)}; its card has the figures, and ${scoreThreshold} as its threshold.${shipped ? ' "npm run readme" takes them into the README.' : ''}`;
}

async function countExamples({ training, categories }: Card, dataDir: string): Promise<ReadonlyMap<string, number> | undefined> {
  if (training === undefined) return undefined;
  const sets = await Promise.all(training.data.map(({ name }) => readTrainingRecords(dataDir, name, categories, new Problems())));
  return classExamples(sets.flat(), categories);
}
