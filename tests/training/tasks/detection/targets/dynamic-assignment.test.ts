import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCorners, iou } from '../../../../../models/geometry/box';
import { assignDynamically } from '../../../../../training/tasks/detection/targets/dynamic-assignment';

const CLASSES = 3;
type Corners = [number, number, number, number];

interface Scene {
  readonly centres: [number, number][];
  readonly scores: number[][];
  readonly boxes: Corners[];
  readonly objects: { readonly box: Corners; readonly label: number }[];
}

/** Rounding decides between costs no farther apart than this. */
const TIE = 1e-9;

interface Wish {
  /** [cells] what each would cost the object, every term written out, as the papers have it. */
  readonly costs: readonly number[];
  /** A cell that costs less than the one is wanted, one that costs more than the other is not: they differ where costs, or the number of cells, are tied. */
  readonly surely: number;
  readonly possibly: number;
}

/** What every object wants, from the whole matrix of costs. */
function wishes({ centres, scores, boxes, objects }: Scene): Wish[] {
  const focal = (score: number, target: number) => (target - score) ** 2 * -(target * Math.log(score) + (1 - target) * Math.log(1 - score));
  const inside = ([x, y]: [number, number], [y1, x1, y2, x2]: Corners) => x > x1 && x < x2 && y > y1 && y < y2;
  return objects.map(({ box, label }) => {
    const overlaps = boxes.map((other) => iou(fromCorners(box), fromCorners(other)));
    const costs = centres.map((centre, cell) => {
      if (!inside(centre, box)) return Infinity;
      const overlap = overlaps[cell] ?? 0;
      const classCost = (scores[cell] ?? []).reduce((sum, score, category) => sum + focal(score, category === label ? overlap : 0), 0);
      return classCost - 3 * Math.log(overlap + 1e-7);
    });
    const possible = [...costs.keys()].filter((cell) => (costs[cell] ?? Infinity) < Infinity);
    const sum = possible.map((cell) => overlaps[cell] ?? 0).sort((a, b) => b - a).slice(0, 13).reduce((total, value) => total + value, 0);
    const sorted = possible.map((cell) => costs[cell] ?? 0).sort((a, b) => a - b);
    const costOf = (place: number) => sorted[place - 1] ?? Infinity;
    const [least, most] = [sum - TIE, sum + TIE].map((total) => Math.max(1, Math.floor(total)));
    const last = costOf(least ?? 1);
    return { costs, surely: costOf((least ?? 1) + 1) - last > TIE ? last + TIE : last - TIE, possibly: costOf(most ?? 1) + TIE };
  });
}

const run = ({ centres, scores, boxes, objects }: Scene) => assignDynamically(
  { centres: Float32Array.from(centres.flat()), scores: Float32Array.from(scores.flat()), boxes: Float32Array.from(boxes.flat()) },
  { boxes: Float32Array.from(objects.flatMap(({ box }) => box)), labels: Int32Array.from(objects, ({ label }) => label) },
);

/** Whole numbers, so that float32 and float64 agree; scores well above what is left out for being faint. */
const corners = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 40 }))
  .map(([y, x, height, width]): Corners => [y, x, y + height, x + width]);
const score = fc.integer({ min: 1, max: 14 }).map((sixteenths) => sixteenths / 16);
const scene: fc.Arbitrary<Scene> = fc.record({
  cells: fc.array(fc.record({ centre: fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 80 })), scores: fc.array(score, { minLength: CLASSES, maxLength: CLASSES }), box: corners }), { minLength: 1, maxLength: 60 }),
  objects: fc.array(fc.record({ box: corners, label: fc.nat({ max: CLASSES - 1 }) }), { maxLength: 5 }),
}).map(({ cells, objects }) => ({ centres: cells.map(({ centre }) => centre), scores: cells.map(({ scores }) => scores), boxes: cells.map(({ box }) => box), objects }));

/** Its first cell costs both objects the same. */
const TIED: Scene = {
  centres: [[5, 5], [0, 0]], scores: [[0.4375, 0.0625, 0.875], [0.0625, 0.0625, 0.0625]], boxes: [[0, 0, 4, 4], [0, 0, 4, 4]],
  objects: [{ box: [4, 0, 8, 6], label: 0 }, { box: [0, 4, 6, 8], label: 1 }],
};

describe('assignDynamically', () => {
  it('gives a cell to the object that it costs least of those that want it, by the whole matrix of costs', () => {
    fc.assert(fc.property(scene, (given) => {
      const wanted = wishes(given);
      for (const [cell, object] of run(given).objects.entries()) {
        const { costs = [], possibly = -Infinity } = wanted[object] ?? {};
        const cost = costs[cell] ?? Infinity;
        if (object >= 0) expect(cost).toBeLessThanOrEqual(possibly);
        for (const other of wanted) {
          const price = other.costs[cell] ?? Infinity;
          if (price < other.surely) expect(cost).toBeLessThanOrEqual(price + TIE);
        }
      }
    }), { numRuns: 300, examples: [[TIED]] });
  });

  it('gives an object only cells inside its box, and one at least where no other object is near', () => {
    fc.assert(fc.property(scene, (given) => {
      const { objects } = run(given);
      objects.forEach((object, cell) => {
        const [y1, x1, y2, x2] = given.objects[object]?.box ?? [-1, -1, 100, 100];
        const [x = NaN, y = NaN] = given.centres[cell] ?? [];
        expect(x > x1 && x < x2 && y > y1 && y < y2).toBe(true);
      });
      if (given.objects.length !== 1) return;
      const [y1, x1, y2, x2] = given.objects[0]?.box ?? [0, 0, 0, 0];
      const reachable = given.centres.some(([x, y]) => x > x1 && x < x2 && y > y1 && y < y2);
      expect(objects.includes(0)).toBe(reachable);
    }));
  });

  it('prefers the cell whose box fits, and reports how well', () => {
    const centres: [number, number][] = [[10, 10], [14, 10], [40, 40]];
    const object = { box: [0, 0, 20, 20] as Corners, label: 1 };
    const { objects, overlaps } = run({ centres, scores: centres.map(() => [0.1, 0.3, 0.1]), boxes: [[5, 5, 25, 25], [0, 0, 20, 10], [0, 0, 20, 20]], objects: [object] });
    expect([...objects]).toEqual([-1, 0, -1]);
    expect(overlaps[1]).toBeCloseTo(0.5, 6);
  });

  it('finds nothing where nothing is', () => {
    const { objects } = run({ centres: [[1, 1]], scores: [[0.9, 0.9, 0.9]], boxes: [[0, 0, 2, 2]], objects: [] });
    expect([...objects]).toEqual([-1]);
  });
});
