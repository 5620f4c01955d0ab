import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changes, classDots, errorShares, exampleRange, FEW_OBJECTS, namedDots, unjudged, usualRecord } from '../../../../app/models/[name]/evaluation-figures';
import type { Evaluation } from '../../../../models/artifact/evaluation';
import { ERROR_NAMES, type DetectionEvaluationRecord } from '../../../../models/artifact/evaluation/detection';

const figure = fc.double({ min: 0, max: 1, noNaN: true });
const errors = fc.tuple(...ERROR_NAMES.map(() => fc.oneof(fc.constant(0), figure))).map(([classification = 0, localisation = 0, both = 0, duplicate = 0, background = 0, missed = 0]) => {
  const of = (gain: number) => ({ count: 1, gain });
  return { classification: of(classification), localisation: of(localisation), both: of(both), duplicate: of(duplicate), background: of(background), missed: of(missed) };
});
const classes = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, maxLength: 3 }), trained: fc.option(fc.nat(20_000), { nil: undefined }), objects: fc.nat(200), ap: fc.option(figure), ap50: fc.option(figure) }),
  { selector: ({ name }) => name, maxLength: 40 },
);

function record(size: number, ap: number | null, images = 520): DetectionEvaluationRecord {
  const coco = { ap, ap50: ap, ap75: ap, apSmall: ap, apMedium: ap, apLarge: ap, ar1: ap, ar10: ap, ar100: ap, arSmall: ap, arMedium: ap, arLarge: ap };
  const none = { count: 0, gain: 0 };
  return {
    size, command: '', engine: '', commit: '', seconds: 1, cpuSeconds: 1, annotations: 'val.json', images, objects: 1, scopes: [{ name: 'all', coco, voc: { elevenPoints: ap, area: ap } }],
    sources: [], errors: { classification: none, localisation: none, both: none, duplicate: none, background: none, missed: none }, best: null, classes: [],
  };
}
const evaluation = (...records: readonly DetectionEvaluationRecord[]): Evaluation<'detection'> => ({ format: 1, model: 'a', weights: '', records: [...records] });

describe('errorShares', () => {
  it('are parts of a whole, the largest first, none of nothing', () => {
    fc.assert(fc.property(errors, (given) => {
      const shares = errorShares(given);
      expect(shares.map(({ kind }) => kind).sort()).toEqual(ERROR_NAMES.filter((kind) => given[kind].gain > 0).sort());
      if (shares.length > 0) expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const [index, { kind, gain }] of shares.entries()) {
        expect(gain).toBe(given[kind].gain);
        expect(gain).toBeLessThanOrEqual(shares[index - 1]?.gain ?? 1);
      }
    }));
  });
});

describe('changes', () => {
  it('compares what was measured on the same photographs at the same size, and nothing else', () => {
    const before = evaluation(record(256, 0.2), record(320, 0.3), record(416, null), record(512, 0.5, 10));
    const after = evaluation(record(128, 0.1), record(256, 0.25), record(320, 0.2), record(416, 0.4), record(512, 0.6));
    expect(changes(before.records, after.records)).toEqual([
      { size: 256, before: { ap: 0.2, ap50: 0.2 }, after: { ap: 0.25, ap50: 0.25 } },
      { size: 320, before: { ap: 0.3, ap50: 0.3 }, after: { ap: 0.2, ap50: 0.2 } },
    ]);
  });
});

it('photographs of no source that is judged are counted too, so that all add up', () => {
  const source = (images: number) => ({ source: 'some', images, objects: 1, scopes: [] });
  expect(unjudged({ images: 520, sources: [source(340), source(160)] })).toBe(20);
  expect(unjudged({ images: 520, sources: [] })).toBe(0);
});

describe('usualRecord', () => {
  it("is that of the card's own size, else the first", () => {
    const both = evaluation(record(256, 0.2), record(320, 0.3));
    const input = { width: 320, height: 320, mean: [0, 0, 0] as [number, number, number], std: [1, 1, 1] as [number, number, number] };
    expect(usualRecord(both.records, { input })?.size).toBe(320);
    expect(usualRecord(both.records, { input: { ...input, width: 64 } })?.size).toBe(256);
  });
});

describe('the plot of classes', () => {
  it('has every class that could be measured, within its axes, farther right with more examples', () => {
    fc.assert(fc.property(classes, (given) => {
      const dots = classDots(given);
      expect(dots.map(({ name }) => name).sort()).toEqual(given.filter(({ ap, ap50 }) => ap !== null && ap50 !== null).map(({ name }) => name).sort());
      for (const { x, y } of dots) for (const place of [x, y]) expect(place >= 0 && place <= 1).toBe(true);
      const [least, most] = exampleRange(dots);
      for (const { x, examples } of dots) expect(10 ** (least + x * (most - least))).toBeCloseTo(Math.max(1, examples), 5);
    }));
  });

  it('names classes with enough objects, none over another', () => {
    fc.assert(fc.property(classes, fc.nat(8), (given, count) => {
      const dots = classDots(given);
      const names = namedDots(dots, count);
      expect(names.size).toBeLessThanOrEqual(count);
      const named = dots.filter(({ name }) => names.has(name));
      for (const [index, one] of named.entries()) {
        expect(one.objects).toBeGreaterThanOrEqual(FEW_OBJECTS);
        for (const other of named.slice(index + 1)) expect(Math.abs(one.x - other.x) > 0.1 || Math.abs(one.y - other.y) > 0.05).toBe(true);
      }
      const sure = dots.find(({ objects }) => objects >= FEW_OBJECTS);
      if (sure && count > 0) expect(names.has(sure.name)).toBe(true);
    }));
  });
});
