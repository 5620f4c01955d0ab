import { describe, expect, it } from 'vitest';
import { jointAngles } from '../../../models/pose/joint-angles';
import { bodyIn } from './movement/moving-body';

const angle = (name: string, keypoints: Parameters<typeof jointAngles>[0]) => jointAngles(keypoints).find((one) => one.name === name);

describe('jointAngles', () => {
  it('has straight limbs at 180 degrees, an arm that is raised to the side at as many from the body, and a knee as it is bent', () => {
    const standing = bodyIn({});
    for (const name of ['left elbow', 'right elbow', 'left knee', 'right hip']) expect(angle(name, standing)?.degrees, name).toBeGreaterThan(170);
    const [hanging, raised] = [bodyIn({}), bodyIn({ leftArm: 90 })].map((keypoints) => angle('left shoulder', keypoints)?.degrees ?? NaN);
    expect((raised ?? NaN) - (hanging ?? NaN)).toBeCloseTo(90, 5);
    // Seen from the side the thigh is level and the shin slants by 31.5 degrees.
    expect(angle('left knee', bodyIn({ squat: 1 }, { turned: 90 }))?.degrees).toBeCloseTo(180 - 90 - 31.5, 5);
  });

  it('is as sure as its least sure joint, and the same in a mirror', () => {
    const keypoints = bodyIn({ rightArm: 120 }).map((joint, index) => (index === 10 ? { ...joint, score: 0.3 } : joint));
    expect(angle('right elbow', keypoints)?.score).toBe(0.3);
    expect(angle('right shoulder', keypoints)?.score).toBe(0.8);
    const mirrored = keypoints.map((joint) => ({ ...joint, x: -joint.x }));
    expect(jointAngles(mirrored).map(({ degrees }) => degrees)).toEqual(jointAngles(keypoints).map(({ degrees }) => degrees));
  });

  it('has none where joints lie in one place, or are missing', () => {
    expect(jointAngles(bodyIn({}).map(() => ({ x: 5, y: 5, score: 1 })))).toEqual([]);
    expect(jointAngles([])).toEqual([]);
  });
});
