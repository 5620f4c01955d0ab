import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card, Metric } from '../../models/artifact/card';
import { isTestSet, quotedDataset } from '../../models/artifact/datasets';
import { EVALUATION_FILE, parseEvaluation, type Evaluation, type EvaluationRecord } from '../../models/artifact/evaluation';
import { inputSizes } from '../../models/artifact/input-size';
import { CARD_FILE, loadCard } from '../../models/artifact/load-card';
import { isMissing, writeAside } from '../loop/write-aside';
import { formatJson } from './format-json';
import { modelFolder } from './model-files';

/**
 * Keeps a measurement beside the card, in place of an earlier one of the same weights, size and annotations, and brings
 * the card up to date: its figures, and its thresholds where the measurement is of the card's own size.
 * @returns the card as written
 */
export async function recordEvaluation(directory: string, record: EvaluationRecord): Promise<Card> {
  const card = await loadCard(modelFolder(directory));
  const evaluation = withRecord(await readEvaluation(directory), record, card);
  const updated = updatedCard(card, evaluation);
  await writeAside(join(directory, EVALUATION_FILE), formatJson(evaluation));
  await writeAside(join(directory, CARD_FILE), formatJson(updated));
  return updated;
}

/** What was recorded of the model in a folder, of whatever weights; undefined for nothing. @throws InvalidInputError */
export async function readEvaluation(directory: string): Promise<Evaluation | undefined> {
  try {
    return parseEvaluation(JSON.parse(await readFile(join(directory, EVALUATION_FILE), 'utf8')));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function withRecord(evaluation: Evaluation | undefined, record: EvaluationRecord, { name, weights }: Pick<Card, 'name' | 'weights'>): Evaluation {
  const before = evaluation?.weights === weights.sha256 ? evaluation.records : [];
  const others = before.filter(({ size, annotations }) => size !== record.size || annotations !== record.annotations);
  return { format: 1, model: name, weights: weights.sha256, records: [...others, record].sort((a, b) => Number(isTestSet(a.annotations)) - Number(isTestSet(b.annotations)) || a.size - b.size) };
}

/** The card with its figures of recorded commands as they are now; those of other commands stay, behind them. */
export function updatedCard(card: Card, { records }: Evaluation): Card {
  const commands = new Set(records.map(({ command }) => command));
  const severalSizes = inputSizes(card).length > 1;
  const own = records.find(({ size, annotations }) => size === card.input.width && !isTestSet(annotations));
  return {
    ...card,
    scoreThreshold: own?.best?.scoreThreshold ?? card.scoreThreshold,
    liveThreshold: own?.precise === undefined ? card.liveThreshold : own.precise?.scoreThreshold,
    metrics: [
      ...records.flatMap((record) => [...metricsOf(record, severalSizes), ...maskMetricsOf(record, severalSizes)]),
      ...card.metrics.filter(({ command }) => !commands.has(command)),
    ],
  };
}

/** AP and AP50, or what VOC has in their place, of each part of the categories. */
function metricsOf({ scopes, annotations, images, size, command }: EvaluationRecord, severalSizes: boolean): Metric[] {
  const { name: dataset, rules } = quotedDataset(annotations);
  return scopes.flatMap(({ name: scope, coco: { ap, ap50 }, voc: { elevenPoints, area } }) => {
    const figures = rules === 'coco' ? [['AP', ap], ['AP50', ap50]] as const : [['mAP (11 points)', elevenPoints], ['mAP (area)', area]] as const;
    return figures.flatMap(([name, value]) => (value === null ? [] : [{ name, value, scope, dataset: `${dataset} (${images})`, ...(severalSizes && { size }), command }]));
  });
}

/** The same of masks, on the images that have them. */
function maskMetricsOf({ masks, annotations, size, command }: EvaluationRecord, severalSizes: boolean): Metric[] {
  if (masks === undefined) return [];
  const dataset = `${quotedDataset(annotations).name}, those with a mask of everything (${masks.images})`;
  return masks.scopes.flatMap(({ name: scope, coco: { ap, ap50 } }) => ([['mask AP', ap], ['mask AP50', ap50]] as const).flatMap(([name, value]) =>
    (value === null ? [] : [{ name, value, scope, dataset, ...(severalSizes && { size }), command }])));
}
