import { describe, expect, it } from 'vitest';
import { poseSimilarity } from '../../../models/pose/pose-similarity';
import { LEGS, standing } from './body';

const box = { x: 100, y: 50, width: 80, height: 200 };
const moved = (x: number) => standing({ ...box, x: box.x + x });

describe('the similarity of poses', () => {
  it('is 1 for the same, and falls with every pixel to 0', () => {
    const similarities = [0, 5, 20, 60, 300].map((x) => poseSimilarity(standing(box), moved(x)));
    expect(similarities[0]).toBe(1);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect(similarities.at(-1)).toBeLessThan(0.001);
  });

  it('is exp(-1/2) where a joint alone is off by twice its sigma of the size', () => {
    const still = standing(box);
    const [size, wrist] = [Math.sqrt(box.width * box.height), still.keypoints[9]];
    if (wrist === undefined) throw new Error('It has no wrist.');
    const keypoints = still.keypoints.map((point) => (point === wrist ? { ...point, y: point.y + 2 * 0.062 * size } : point));
    expect(poseSimilarity(still, { ...still, keypoints })).toBeCloseTo((16 + Math.exp(-0.5)) / 17, 10);
  });

  it('does not care where joints are that are not seen in both', () => {
    const hidden = standing(box, 0.8, LEGS);
    const elsewhere = { ...hidden, keypoints: hidden.keypoints.map((point, index) => (LEGS.includes(index) ? { ...point, x: 0, y: 0 } : point)) };
    expect(poseSimilarity(elsewhere, standing(box))).toBe(1);
    expect(poseSimilarity(standing(box, 0.1), standing(box))).toBe(0);
  });
});
