import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CocoBox } from '../../../../models/artifact/coco';
import { matchAll } from '../../../../training/evaluation/coco/outcomes';
import { pictureErrors } from '../../../../training/evaluation/detection/picture-errors';
import { anyScene, cup, sceneOf, seenCup, seenSpoon, spoon } from '../scenes';

const place: CocoBox = [0, 0, 100, 100];
const elsewhere: CocoBox = [300, 300, 100, 100];

describe('pictureErrors', () => {
  it('says what was found, missed and wrong in a picture', () => {
    const [picture, ...others] = pictureErrors(sceneOf([cup(place), spoon(elsewhere), cup([200, 0, 50, 50], { iscrowd: 1 })]), [
      seenCup(place, 0.9), seenCup(place, 0.8), seenCup(elsewhere, 0.7), seenSpoon([150, 200, 20, 20], 0.6), seenCup([200, 0, 50, 50], 0.5),
    ]);
    expect(others).toEqual([]);
    expect(picture?.found.map(({ id }) => id)).toEqual([1]);
    expect(picture?.missed.map(({ id }) => id)).toEqual([2]);
    expect(picture?.wrong.map(({ result, kind }) => [result.score, kind])).toEqual([[0.8, 'duplicate'], [0.7, 'classification'], [0.6, 'background']]);
  });

  it('begins with the picture where most goes wrong for what is right', () => {
    const crowded = Array.from({ length: 6 }, (_, index) => cup([index * 60, 0, 50, 50], { image_id: 3 }));
    const truth = sceneOf([cup(place), cup(place, { image_id: 2 }), ...crowded], [1, 2, 3, 4]);
    const order = pictureErrors(truth, [seenCup(place, 0.9)]).map(({ image }) => image.id);
    expect(order).toEqual([3, 2, 1]);
  });

  it('counts every object and every detection that COCO counts, once', () => {
    fc.assert(fc.property(anyScene, ({ groundTruth, results }) => {
      const pictures = pictureErrors(groundTruth, results);
      const outcomes = matchAll(groundTruth, results, {});
      const verdicts = outcomes.flatMap(({ matches }) => matches.flatMap((match) => [...match.verdicts]));
      const sum = (count: (picture: (typeof pictures)[number]) => number) => pictures.reduce((total, picture) => total + count(picture), 0);
      expect(sum(({ found }) => found.length)).toBe(verdicts.filter((verdict) => verdict === 1).length);
      expect(sum(({ wrong }) => wrong.length)).toBe(verdicts.filter((verdict) => verdict === 0).length);
      expect(sum(({ found, missed }) => found.length + missed.length)).toBe(outcomes.reduce((total, { count }) => total + count, 0));
    }));
  });
});
