import { describe, expect, it } from 'vitest';
import { ExerciseCounter } from '../../../../models/pose/movement/exercise-counter';
import { EXERCISES, type ExerciseName } from '../../../../models/pose/movement/exercises';
import type { TimedPose } from '../../../../models/pose/movement/movement';
import { Random } from '../../../../models/tensor/random';
import { bodyIn, pulse, series, type Disturbance } from './moving-body';

function counted(name: ExerciseName, poses: readonly TimedPose[]) {
  const counter = new ExerciseCounter(EXERCISES[name]);
  return poses.flatMap(({ keypoints, atMs }) => counter.see(keypoints, atMs) ?? []);
}

const noise = (): Disturbance => ({ random: new Random(7), noise: 0.012, dropped: 0.15, misplaced: 0.005 });
const PERIOD_MS = 2400;

describe('ExerciseCounter', () => {
  it.each([
    ['from the front', {}], ['from the side', { turned: 90 }], ['from an angle', { turned: 40 }], ['from above', { pitch: 25, turned: 20 }], ['small', { height: 60 }],
  ])('counts six squats seen %s, with noise, dropped joints and joints in wrong places', (_, body) => {
    const poses = series((ms) => ({ squat: pulse(ms, PERIOD_MS) }), { lengthMs: 6.5 * PERIOD_MS, body }, noise());
    const repetitions = counted('squats', poses);
    expect(repetitions).toHaveLength(6);
    for (const { startMs, endMs, depth } of repetitions) {
      expect(endMs - startMs).toBeGreaterThan(0.2 * PERIOD_MS);
      expect(endMs - startMs).toBeLessThan(PERIOD_MS);
      expect(depth).toBeGreaterThan(0.55);
      expect(depth).toBeLessThan(1.25);
    }
  });

  it('says how deep a squat was, and does not count one that is hardly begun', () => {
    const deepest = (squat: number) => counted('squats', series((ms) => ({ squat: squat * pulse(ms, PERIOD_MS) }), { lengthMs: 2.5 * PERIOD_MS })).map(({ depth }) => depth);
    expect(deepest(0.4)).toEqual([]);
    const [shallow = 0] = deepest(0.75);
    // Thighs at 67 degrees: the hips are 1 - cos 67° of the way down.
    expect(shallow).toBeCloseTo(1 - Math.cos(0.75 * (Math.PI / 2)), 1);
    expect(deepest(1)[0]).toBeGreaterThan(shallow + 0.2);
  });

  it('counts raises of one arm or of both, level or all the way up', () => {
    const raised = (degrees: number, arms: readonly ('leftArm' | 'rightArm')[]) => counted('armRaises', series(
      (ms) => Object.fromEntries(arms.map((arm) => [arm, degrees * pulse(ms, PERIOD_MS)])), { lengthMs: 3.5 * PERIOD_MS }, noise(),
    ));
    for (const [degrees, arms] of [[170, ['leftArm']], [170, ['leftArm', 'rightArm']], [90, ['rightArm']]] as const) {
      const repetitions = raised(degrees, arms);
      expect(repetitions).toHaveLength(3);
      for (const { depth } of repetitions) expect(depth).toBeCloseTo((1 - Math.cos((degrees * Math.PI) / 180)) / 2, 0.8);
    }
    expect(raised(40, ['leftArm', 'rightArm'])).toEqual([]);
  });

  it('counts push-ups seen from the side, and none of somebody who stands and bends the arms', () => {
    const pushUp = (ms: number) => {
      const down = pulse(ms, PERIOD_MS);
      const elbowAngle = down * 90 * (Math.PI / 180);
      // From the head to the feet along x; the upper arm swings back as the elbow bends, the forearm stands.
      const shoulderY = 300 - 300 * (0.146 + 0.186 * Math.cos(elbowAngle));
      const joint = (x: number, y: number) => ({ x, y, score: 0.7 });
      const [shoulder, elbow, wrist] = [joint(100 + 300 * 0.186 * Math.sin(elbowAngle) * -1, shoulderY), joint(100, 300 - 300 * 0.146), joint(100, 300)];
      const [hip, knee, ankle] = [joint(186, shoulderY + 20), joint(260, 280), joint(330, 300)];
      const head = [0, 1, 2, 3, 4].map((index) => joint(60 + index, shoulderY - 10));
      return [...head, shoulder, shoulder, elbow, elbow, wrist, wrist, hip, hip, knee, knee, ankle, ankle];
    };
    const frames = (lengthMs: number) => Array.from({ length: lengthMs / 66 }, (_, frame) => ({ atMs: frame * 66, keypoints: pushUp(frame * 66) }));
    expect(counted('pushUps', frames(4.5 * PERIOD_MS))).toHaveLength(4);
    expect(counted('pushUps', series((ms) => ({ leftArm: 90 * pulse(ms, PERIOD_MS) }), { lengthMs: 4.5 * PERIOD_MS }))).toEqual([]);
  });

  it('counts nothing of somebody who stands, goes out of the picture half way down, or is a network’s error for one look', () => {
    expect(counted('squats', series(() => ({}), { lengthMs: 20_000 }, noise()))).toEqual([]);
    const away = series((ms) => ({ squat: pulse(ms, PERIOD_MS) }), { lengthMs: PERIOD_MS / 2 });
    const back = series(() => ({}), { lengthMs: 2000, startMs: 20_000 });
    expect(counted('squats', [...away, ...back])).toEqual([]);
    const once = series(() => ({}), { lengthMs: 4000 }).map((pose, index) => (index === 30 ? { ...pose, keypoints: bodyIn({ squat: 1 }) } : pose));
    expect(counted('squats', once)).toEqual([]);
  });

  it('tells how deep a body is now', () => {
    const counter = new ExerciseCounter(EXERCISES.squats);
    expect(counter.depth).toBeUndefined();
    for (const { keypoints, atMs } of series(() => ({}), { lengthMs: 1000 })) counter.see(keypoints, atMs);
    expect(counter.depth).toBeLessThan(0.05);
    for (const { keypoints, atMs } of series(() => ({ squat: 1 }), { lengthMs: 400, startMs: 1000 })) counter.see(keypoints, atMs);
    expect(counter.depth).toBeGreaterThan(0.85);
  });
});
