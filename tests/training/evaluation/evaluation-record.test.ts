import { describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../../models/artifact/evaluation';
import { evaluationRecord } from '../../../training/evaluation/evaluation-record';
import { reportMasks } from '../../../training/evaluation/instances/mask-report';
import { reportDetections } from '../../../training/evaluation/report';
import { tinyCard } from '../../models/artifact/tiny-card';
import { readFixture } from './fixtures';
import { cup, sceneOf } from './scenes';

const card = tinyCard({ input: { width: 320, height: 320, sizes: [256, 320], mean: [0, 0, 0], std: [1, 1, 1] } });
const circumstances = { card, annotations: '/data/objects/val.json', images: '/data/objects/images/', engine: 'an abacus', commit: 'abc', seconds: 12.345, cpuSeconds: 23.456 };
const whole = (record: ReturnType<typeof evaluationRecord>) => parseEvaluation('detection', { format: 1, model: 'tiny', weights: '0'.repeat(64), records: [record] });

describe('evaluationRecord', () => {
  it('has the figures of the report, and passes its schema', () => {
    const { groundTruth, results, expected } = readFixture('street');
    const report = reportDetections(groundTruth, results);
    const record = evaluationRecord(report, { ...circumstances, trained: undefined });
    expect(whole(JSON.parse(JSON.stringify(record)) as typeof record).records).toEqual([record]);
    for (const [name, value] of Object.entries(record.scopes[0]?.coco ?? {})) expect(value ?? -1).toBeCloseTo(expected.summary[name] ?? NaN, 5);
    expect(record.classes.map(({ name }) => name)).toEqual(groundTruth.categories.map(({ name }) => name));
    expect(record.errors.missed.gain).toBeCloseTo(report.errors.kinds.missed.delta, 5);
    expect(record).toMatchObject({ size: 320, images: report.images, objects: report.objects, annotations: 'objects/val.json', seconds: 12.3, cpuSeconds: 23.5 });
  });

  it('has the figures of masks of a model that cuts things out', () => {
    const { groundTruth, results, expected } = readFixture('masks');
    const record = evaluationRecord(reportDetections(groundTruth, results), { ...circumstances, trained: undefined, masks: reportMasks(groundTruth, results) });
    expect(whole(record).records).toEqual([record]);
    expect(record.masks).toMatchObject({ images: groundTruth.images.length, sources: [] });
    for (const [name, value] of Object.entries(record.masks?.scopes[0]?.coco ?? {})) expect(value ?? -1).toBeCloseTo(expected.summary[name] ?? NaN, 5);
  });

  it('has null where there is nothing to find, and the examples of training where they are known', () => {
    const record = evaluationRecord(reportDetections(sceneOf([cup([0, 0, 50, 50])]), []), { ...circumstances, trained: new Map([['cup', 7]]) });
    expect(whole(record).records).toEqual([record]);
    expect(record.best).toBeNull();
    expect(record.classes).toEqual([
      { name: 'cup', trained: 7, objects: 1, ap: 0, ap50: 0 },
      { name: 'spoon', trained: 0, objects: 0, ap: null, ap50: null },
    ]);
  });
});
