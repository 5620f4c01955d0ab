import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { isTestSet } from '../../models/artifact/datasets';
import { EVALUATION_FILE, parseEvaluation, type Evaluation, type EvaluationRecord } from '../../models/artifact/evaluation';
import { CARD_FILE, loadCard } from '../../models/artifact/load-card';
import type { TaskName } from '../../models/tasks';
import { isMissing, writeAside } from '../loop/write-aside';
import { trainingTaskNamed } from '../tasks';
import { formatJson } from './format-json';
import { modelFolder } from './model-files';

/**
 * Keeps a measurement beside the card, in place of an earlier one of the same weights, size and annotations, and brings
 * the card up to date: its figures, and its thresholds where the measurement is of the card's own size.
 * @returns the card as written
 */
export async function recordEvaluation(directory: string, record: EvaluationRecord): Promise<Card> {
  const card = await loadCard(modelFolder(directory));
  const evaluation = withRecord(await readEvaluation(directory, card.task), record, card);
  const updated = updatedCard(card, evaluation);
  await writeAside(join(directory, EVALUATION_FILE), formatJson(evaluation));
  await writeAside(join(directory, CARD_FILE), formatJson(updated));
  return updated;
}

/** What was recorded of the model in a folder, of whatever weights; undefined for nothing. @param task the model's @throws InvalidInputError */
export async function readEvaluation<T extends TaskName>(directory: string, task: T): Promise<Evaluation<T> | undefined> {
  try {
    return parseEvaluation(task, JSON.parse(await readFile(join(directory, EVALUATION_FILE), 'utf8')));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function withRecord<T extends TaskName = TaskName>(evaluation: Evaluation<T> | undefined, record: EvaluationRecord<T>, { name, weights }: Pick<Card, 'name' | 'weights'>): Evaluation<T> {
  const before = evaluation?.weights === weights.sha256 ? evaluation.records : [];
  const others = before.filter(({ size, annotations }) => size !== record.size || annotations !== record.annotations);
  return { format: 1, model: name, weights: weights.sha256, records: [...others, record].sort((a, b) => Number(isTestSet(a.annotations)) - Number(isTestSet(b.annotations)) || a.size - b.size) };
}

/** The card with its figures of recorded commands as they are now; those of other commands stay, behind them. */
export function updatedCard(card: Card, { records }: Evaluation): Card {
  const commands = new Set(records.map(({ command }) => command));
  const figures = trainingTaskNamed(card.task).cardFigures(records, card);
  return { ...card, ...figures, metrics: [...figures.metrics, ...card.metrics.filter(({ command }) => !commands.has(command))] };
}
