import { describe, expect, it } from 'vitest';
import { BodySize, bodyHeight } from '../../../models/pose/body-size';
import { bodyIn } from './movement/moving-body';

describe('bodyHeight', () => {
  it('is that of the body, whichever way it turns and whatever it does', () => {
    for (const height of [80, 300]) {
      for (const turned of [0, 45, 90]) {
        for (const posture of [{}, { squat: 1 }, { leftArm: 90, rightArm: 20 }]) {
          const measured = bodyHeight(bodyIn(posture, { height, turned })) ?? NaN;
          expect(measured / height).toBeGreaterThan(0.85);
          expect(measured / height).toBeLessThan(1.05);
        }
      }
    }
  });

  it('does not believe one joint in a wrong place, and says nothing of too few', () => {
    const joints = bodyIn({}).map((joint, index) => (index === 13 ? { ...joint, x: joint.x + 200 } : joint));
    expect(bodyHeight(joints)).toBeLessThan(1.05 * 300);
    expect(bodyHeight(bodyIn({}).map((joint, index) => (index < 7 ? joint : { ...joint, score: 0.1 })))).toBeUndefined();
  });
});

describe('BodySize', () => {
  it('keeps the size where nothing can be measured for a moment, and forgets it', () => {
    const size = new BodySize();
    for (let atMs = 0; atMs < 1000; atMs += 100) size.see(bodyIn({}), atMs);
    expect(size.see([], 1500)).toBeCloseTo(300, -2);
    expect(size.see([], 5000)).toBeUndefined();
  });
});
