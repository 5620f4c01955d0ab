import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import { readEvaluation, recordEvaluation, updatedCard, withRecord } from '../../../training/export/record-evaluation';
import { tinyCard } from '../../models/artifact/tiny-card';

const input = { width: 320, height: 320, sizes: [256, 320], mean: [0, 0, 0] as [number, number, number], std: [1, 1, 1] as [number, number, number] };
const card = tinyCard({ input, task: 'detection' });

function record(size: number, ap: number, changes: Partial<DetectionEvaluationRecord> = {}): DetectionEvaluationRecord {
  const coco = { ap, ap50: 2 * ap, ap75: null, apSmall: null, apMedium: null, apLarge: null, ar1: null, ar10: null, ar100: null, arSmall: null, arMedium: null, arLarge: null };
  const none = { count: 0, gain: 0 };
  return {
    size, command: `measure ${size}`, engine: 'an abacus', commit: 'abc', seconds: 1, cpuSeconds: 2, annotations: 'objects/val.json', images: 520, objects: 3,
    scopes: [{ name: 'all 2 classes', coco, voc: { elevenPoints: null, area: null } }], sources: [],
    errors: { classification: none, localisation: none, both: none, duplicate: none, background: none, missed: none },
    best: { scoreThreshold: ap, f1: 0.5, precision: 0.5, recall: 0.5 }, classes: [], ...changes,
  };
}

describe('withRecord', () => {
  const first = withRecord<'detection'>(undefined, record(320, 0.3), card);

  it('keeps one record a size, in their order', () => {
    const both = withRecord<'detection'>(first, record(256, 0.2), card);
    expect(both.records.map(({ size }) => size)).toEqual([256, 320]);
    expect(withRecord<'detection'>(both, record(320, 0.4), card).records.map(({ best }) => best?.scoreThreshold)).toEqual([0.2, 0.4]);
  });

  it('forgets what was measured of other weights', () => {
    const retrained = { ...card, weights: { ...card.weights, sha256: '1'.repeat(64) } };
    expect(withRecord<'detection'>(first, record(256, 0.2), retrained).records.map(({ size }) => size)).toEqual([256]);
  });
});

describe('updatedCard', () => {
  const other = { name: 'AP', value: 0.7, scope: 'all', dataset: 'VOC', command: 'another' };
  const evaluation = { format: 1 as const, model: 'tiny', weights: card.weights.sha256, records: [record(256, 0.2), record(320, 0.3)] };

  it('has the recorded figures in place of earlier ones, before those of other commands', () => {
    const { metrics } = updatedCard({ ...card, metrics: [other, { ...other, command: 'measure 320' }] }, evaluation);
    expect(metrics.map(({ name, value, size, command }) => [name, value, size, command])).toEqual([
      ['AP', 0.2, 256, 'measure 256'], ['AP50', 0.4, 256, 'measure 256'], ['AP', 0.3, 320, 'measure 320'], ['AP50', 0.6, 320, 'measure 320'], ['AP', 0.7, undefined, 'another'],
    ]);
    expect(metrics[0]?.dataset).toBe('our validation split of COCO and VOC photographs (520)');
  });

  it('has the figures of masks behind those of boxes, quoted of the images that have them', () => {
    const coco = { ...record(320, 0.25).scopes[0]?.coco, ap: 0.25, ap50: 0.5 } as DetectionEvaluationRecord['scopes'][number]['coco'];
    const masked = record(320, 0.3, { masks: { images: 243, objects: 9, scopes: [{ name: 'all 2 classes', coco }], sources: [] } });
    expect(updatedCard(card, { ...evaluation, records: [masked] }).metrics.map(({ name, value, dataset }) => [name, value, dataset]).slice(2)).toEqual([
      ['mask AP', 0.25, 'our validation split of COCO and VOC photographs, those with a mask of everything (243)'],
      ['mask AP50', 0.5, 'our validation split of COCO and VOC photographs, those with a mask of everything (243)'],
    ]);
  });

  it('quotes a test set by its own rules, and chooses nothing by it', () => {
    const test = record(320, 0.9, { annotations: 'voc2007/val.json', command: 'test', scopes: record(320, 0.9).scopes.map((scope) => ({ ...scope, voc: { elevenPoints: 0.75, area: 0.8 } })) });
    const withTest = withRecord<'detection'>(withRecord<'detection'>(withRecord<'detection'>(undefined, test, card), record(320, 0.3), card), record(256, 0.2), card);
    expect(withTest.records.map(({ size, annotations }) => [size, annotations])).toEqual([[256, 'objects/val.json'], [320, 'objects/val.json'], [320, 'voc2007/val.json']]);
    const updated = updatedCard(card, withTest);
    expect(updated.scoreThreshold).toBe(0.3);
    expect(updated.metrics.slice(4).map(({ name, value, dataset }) => [name, value, dataset])).toEqual([['mAP (11 points)', 0.75, 'PASCAL VOC 2007 test (520)'], ['mAP (area)', 0.8, 'PASCAL VOC 2007 test (520)']]);
  });

  it("has the threshold that was best at the card's own size", () => {
    expect(updatedCard(card, evaluation).scoreThreshold).toBe(0.3);
    expect(updatedCard(card, { ...evaluation, records: [record(256, 0.2)] }).scoreThreshold).toBe(card.scoreThreshold);
    expect(updatedCard(card, { ...evaluation, records: [record(320, 0.2, { best: null })] }).scoreThreshold).toBe(card.scoreThreshold);
  });
});

describe('the live threshold of a card', () => {
  const evaluationOf = (changes: Partial<DetectionEvaluationRecord>) => ({ format: 1 as const, model: 'tiny', weights: card.weights.sha256, records: [record(320, 0.3, changes)] });
  const precise = { scoreThreshold: 0.5, f1: 0.4, precision: 0.86, recall: 0.3 };

  it('is the measured one, none where none is right often enough, and stays where nobody measured it', () => {
    expect(updatedCard(card, evaluationOf({ precise })).liveThreshold).toBe(0.5);
    expect(updatedCard({ ...card, liveThreshold: 0.7 }, evaluationOf({ precise: null })).liveThreshold).toBeUndefined();
    expect(updatedCard({ ...card, liveThreshold: 0.7 }, evaluationOf({})).liveThreshold).toBe(0.7);
  });
});

describe('recordEvaluation', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'record-'));
    await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes the figures beside the card and on it; once more changes nothing', async () => {
    expect(await readEvaluation(folder, 'detection')).toBeUndefined();
    await recordEvaluation(folder, record(256, 0.2));
    const updated = await recordEvaluation(folder, record(320, 0.3));
    expect(updated).toMatchObject({ name: 'tiny', scoreThreshold: 0.3 });
    const text = await readFile(join(folder, 'card.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(updated);
    expect((await readEvaluation(folder, 'detection'))?.records).toEqual([record(256, 0.2), record(320, 0.3)]);
    await recordEvaluation(folder, record(320, 0.3));
    expect(await readFile(join(folder, 'card.json'), 'utf8')).toBe(text);
  });

  it('does not read what is no evaluation', async () => {
    await writeFile(join(folder, 'evaluation.json'), '{ "format": 2 }');
    await expect(recordEvaluation(folder, record(320, 0.3))).rejects.toThrow(/evaluation cannot be read/);
  });
});
