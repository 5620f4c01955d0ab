import { describe, expect, it } from 'vitest';
import { COCO_CATEGORIES, VOC_CATEGORIES } from '../../../training/data/sources/categories';
import { evaluateDetections } from '../../../training/evaluation/coco/coco';
import { formatReport } from '../../../training/evaluation/format-report';
import { reportDetections, scopesOf } from '../../../training/evaluation/report';
import { readFixture } from './fixtures';
import { cup, sceneOf, seenCup } from './scenes';

describe('scopesOf', () => {
  it("names the parts of COCO's categories", () => {
    const scopes = scopesOf(COCO_CATEGORIES);
    expect(scopes.map(({ name }) => name)).toEqual(['all 80 classes', 'the 20 classes of VOC', 'person']);
    expect(new Set(scopes[1]?.categories)).toEqual(new Set(VOC_CATEGORIES.map(({ id }) => id)));
    expect(scopes[2]?.categories).toEqual([1]);
  });

  it("knows VOC's spelling, and needs no part that is the whole", () => {
    const voc = VOC_CATEGORIES.map(({ vocName }, index) => ({ id: index + 1, name: vocName }));
    expect(scopesOf(voc).map(({ name }) => name)).toEqual(['all 20 classes', 'person']);
    expect(scopesOf([{ id: 1, name: 'person' }]).map(({ name }) => name)).toEqual(['all 1 classes']);
  });
});

describe('reportDetections', () => {
  it("carries COCO's figures, best category first", () => {
    const { groundTruth, results, expected } = readFixture('street');
    const report = reportDetections(groundTruth, results);
    for (const [name, value] of Object.entries(report.scopes[0]?.summary ?? {})) expect(value).toBeCloseTo(expected.summary[name] ?? NaN, 6);
    expect(report.errors.ap).toBeCloseTo(expected.summary.ap50 ?? NaN, 6);
    const order = report.perCategory.map(({ ap50 }) => ap50);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('tells the sources of the images apart', () => {
    const truth = sceneOf([cup([0, 0, 50, 50]), cup([0, 0, 50, 50], { image_id: 2 }), cup([0, 0, 50, 50], { image_id: 3 })], [1, 2, 3, 4]);
    const sources = ['street', 'kitchen', 'kitchen', 'empty'];
    const dataset = { ...truth, images: truth.images.map((image, index) => ({ ...image, source: sources[index] })) };
    const seen = [seenCup([0, 0, 50, 50], 0.9, { image_id: 2 }), seenCup([0, 0, 50, 50], 0.8, { image_id: 3 })];
    const report = reportDetections(dataset, seen);
    expect(report.sources.map(({ source, images, scopes }) => [source, images, scopes[0]?.ap50])).toEqual([
      ['street', 1, 0],
      ['kitchen', 2, expect.closeTo(1, 9)],
    ]);
    const part = reportDetections(dataset, seen, { images: [2] });
    expect(part).toMatchObject({ images: 1, objects: 1, detections: 1, sources: [] });
    expect(part.scopes[0]?.summary).toEqual(evaluateDetections(dataset, seen, { images: [2] }).summary);
  });
});

describe('formatReport', () => {
  it('is a table that lines up, with a dash where there is nothing to measure', () => {
    const { groundTruth, results } = readFixture('crumbs');
    const text = formatReport(reportDetections(groundTruth, results));
    const tables = text.split('\n\n').filter((part) => part.includes('\n'));
    expect(tables.length).toBe(3);
    for (const lines of tables.map((table) => table.split('\n'))) expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    expect(text).toMatch(/^AP50 +0\.314$/m);
    expect(text).toMatch(/^AP large +-$/m);
    expect(text).not.toContain('-1');
  });

  it('says so when nothing was found', () => {
    expect(formatReport(reportDetections(sceneOf([cup([0, 0, 50, 50])]), []))).toContain('Nothing was found.');
  });
});
