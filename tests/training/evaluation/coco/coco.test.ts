import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CocoAnnotation, CocoBox, CocoDataset, CocoResult } from '../../../../models/artifact/coco';
import { InvalidInputError } from '../../../../models/errors';
import { evaluateDetections } from '../../../../training/evaluation/coco/coco';
import type { Selection } from '../../../../training/evaluation/coco/group-by-category';
import { expectEqual } from '../expect-equal';
import { readFixture } from '../fixtures';

describe('evaluateDetections equals pycocotools', () => {
  it.each(['street', 'market', 'mixed', 'crumbs', 'odd'])('on %s: every figure, category and setting', (name) => {
    const { groundTruth, results, expected } = readFixture(name);
    expectEqual(evaluateDetections(groundTruth, results), expected);
  });

  it('on a part of the categories and images', () => {
    const { groundTruth, results, part } = readFixture('street');
    if (!part) throw new Error('street.json has no part');
    expectEqual(evaluateDetections(groundTruth, results, part.selection), part.expected);
  });

  it('and the fixtures differ from what other rules would give', () => {
    const { groundTruth, results, expected } = readFixture('mixed');
    const { summary } = evaluateDetections(groundTruth, results, { respectLabelled: false });
    expect(Math.abs(summary.ap - (expected.summary.ap ?? 0))).toBeGreaterThan(0.01);
    const market = readFixture('market');
    const counted = { ...market.groundTruth, annotations: market.groundTruth.annotations.map((object) => ({ ...object, iscrowd: 0 as const })) };
    expect(Math.abs(evaluateDetections(counted, market.results).summary.ap - (market.expected.summary.ap ?? 0))).toBeGreaterThan(0.001);
  });
});

const image = { id: 1, file_name: '1.jpg', width: 640, height: 480 };
const object = (bbox: CocoBox, more: Partial<CocoAnnotation> = {}): CocoAnnotation => ({
  id: 1, image_id: 1, category_id: 1, bbox, area: bbox[2] * bbox[3], ...more,
});
const detection = (bbox: CocoBox, score: number, more: Partial<CocoResult> = {}): CocoResult => ({
  image_id: 1, category_id: 1, bbox, score, ...more,
});
const dataset = (annotations: readonly CocoAnnotation[], more: Partial<CocoDataset> = {}): CocoDataset => ({
  images: [image],
  categories: [{ id: 1, name: 'cup' }, { id: 2, name: 'spoon' }],
  annotations,
  ...more,
});

describe('evaluateDetections', () => {
  const box: CocoBox = [10, 10, 100, 100];

  it('gives -1 without objects and 0 without detections', () => {
    expect(new Set(Object.values(evaluateDetections(dataset([]), [detection(box, 1)]).summary))).toEqual(new Set([-1]));
    const { summary, perCategory } = evaluateDetections(dataset([object(box)]), []);
    expect(summary).toMatchObject({ ap: 0, ar100: 0, apLarge: 0, apSmall: -1, arMedium: -1 });
    expect(perCategory).toEqual([
      { id: 1, name: 'cup', ap: 0, ap50: 0, count: 1 },
      { id: 2, name: 'spoon', ap: -1, ap50: -1, count: 0 },
    ]);
  });

  it('counts neither a difficult object nor any number of detections of it', () => {
    const truth = [object(box), object([300, 300, 100, 100], { id: 2, difficult: 1 })];
    const onDifficult = [0.9, 0.8, 0.7].map((score) => detection([300, 300, 100, 100], score));
    const { summary, perCategory } = evaluateDetections(dataset(truth), [...onDifficult, detection(box, 0.5)]);
    expect(summary.ap).toBeCloseTo(1, 12);
    expect(perCategory[0]?.count).toBe(1);
  });

  it('leaves out what is not labelled in an image, and counts it when told to', () => {
    const truth = dataset([object(box)], { images: [{ ...image, labelled: [1] }] });
    const results = [detection(box, 0.5), detection(box, 0.9, { category_id: 2 })];
    const withSpoon = { ...truth, images: [...truth.images, { ...image, id: 2 }], annotations: [...truth.annotations, object(box, { id: 2, image_id: 2, category_id: 2 })] };
    const found = [...results, detection(box, 0.8, { image_id: 2, category_id: 2 })];
    expect(evaluateDetections(withSpoon, found).summary.ap).toBeCloseTo(1, 12);
    expect(evaluateDetections(withSpoon, found, { respectLabelled: false }).summary.ap).toBeCloseTo(0.75, 12);
  });

  it('selects categories by name or id', () => {
    const truth = dataset([object(box), object(box, { id: 2, category_id: 2 })]);
    const results = [detection(box, 0.5)];
    const ap = (options: Selection) => evaluateDetections(truth, results, options).summary.ap;
    expect(ap({})).toBeCloseTo(0.5, 12);
    expect(ap({ categories: ['cup'] })).toBeCloseTo(1, 12);
    expect(ap({ categories: [2] })).toBe(0);
    expect(() => ap({ categories: ['fork'] })).toThrow('No category "fork"; the annotations have cup, spoon.');
  });

  it('refuses results of another data set and scores that are no numbers', () => {
    const truth = dataset([object(box)]);
    expect(() => evaluateDetections(truth, [detection(box, 1, { image_id: 9 })])).toThrow(InvalidInputError);
    expect(() => evaluateDetections(truth, [detection(box, NaN)])).toThrow('the score NaN');
    expect(() => evaluateDetections(truth, [], { images: [4] })).toThrow('No image 4');
  });

  const cell = fc.integer({ min: 0, max: 9 });
  const scene = fc.array(fc.record({ column: cell, row: cell, category: fc.constantFrom(1, 2), score: fc.double({ min: 0.01, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 12 });
  const boxAt = ({ column, row }: { column: number; row: number }): CocoBox => [column * 60, row * 40, 50, 35];

  it('gives 1 for the truth itself, whatever the scores', () => {
    fc.assert(fc.property(scene, (things) => {
      const apart = [...new Map(things.map((thing) => [`${thing.column} ${thing.row}`, thing])).values()];
      const truth = dataset(apart.map((thing, id) => object(boxAt(thing), { id: id + 1, category_id: thing.category })));
      const results = apart.map((thing) => detection(boxAt(thing), thing.score, { category_id: thing.category }));
      const { summary } = evaluateDetections(truth, results);
      expect(summary.ap).toBeCloseTo(1, 12);
      expect(summary.ar100).toBeCloseTo(1, 12);
    }));
  });

  it('depends on the order of scores alone, and never gains from a wrong detection', () => {
    fc.assert(fc.property(scene, scene, (things, seen) => {
      const truth = dataset(things.map((thing, id) => object(boxAt(thing), { id: id + 1, category_id: thing.category })));
      const results = seen.map((thing) => detection(boxAt(thing), thing.score, { category_id: thing.category }));
      const { summary } = evaluateDetections(truth, results);
      const halved = results.map((result) => ({ ...result, score: result.score / 2 }));
      expect(evaluateDetections(truth, halved).summary).toEqual(summary);
      const worse = evaluateDetections(truth, [...results, detection([1000, 1000, 50, 50], 0.7)]).summary;
      expect(worse.ap).toBeLessThanOrEqual(summary.ap + 1e-12);
    }));
  });
});
