import { describe, expect, it } from 'vitest';
import { learnMovement, type Movement, type TimedPose } from '../../../../models/pose/movement/movement';
import { MovementCounter } from '../../../../models/pose/movement/movement-counter';
import { Random } from '../../../../models/tensor/random';
import { pulse, series, type Disturbance, type Posture } from './moving-body';

const PERIOD_MS = 2000;
/** One arm up and down, the other half as far: nothing that is known beforehand. */
const wave = (ms: number, periodMs = PERIOD_MS): Posture => ({ leftArm: 150 * pulse(ms, periodMs), rightArm: 60 * pulse(ms, periodMs) });
const noise = (seed: number): Disturbance => ({ random: new Random(seed), noise: 0.012, dropped: 0.08, misplaced: 0.003 });

function learnt(poses: readonly TimedPose[]): Movement {
  const movement = learnMovement(poses);
  if (typeof movement === 'string') throw new Error(`could not be learnt: ${movement}`);
  return movement;
}
const shown = learnt(series(wave, { lengthMs: PERIOD_MS }, noise(1)));

function counted(movement: Movement, poses: readonly TimedPose[]) {
  const counter = new MovementCounter(movement);
  return poses.flatMap(({ keypoints, atMs }) => counter.see(keypoints, atMs) ?? []);
}

describe('MovementCounter', () => {
  it.each([
    ['as it was shown', {}, PERIOD_MS], ['half as fast', {}, 2 * PERIOD_MS], ['1.6 times as fast', {}, PERIOD_MS / 1.6], ['by somebody small, far away', { height: 80 }, PERIOD_MS],
    ['by somebody who is turned by 25 degrees', { turned: 25 }, PERIOD_MS], ['seen from above', { pitch: 20 }, PERIOD_MS],
  ])('counts a movement that was shown once: %s', (_, body, periodMs) => {
    const repetitions = counted(shown, series((ms) => wave(ms, periodMs), { lengthMs: 5.5 * periodMs, body }, noise(2)));
    expect(repetitions).toHaveLength(5);
    for (const [index, { startMs, endMs, depth, likeness }] of repetitions.entries()) {
      // In its own period, about the middle of which it went farthest.
      expect((startMs + endMs) / 2 / periodMs).toBeCloseTo(index + 0.5, 0.7);
      expect(depth).toBeGreaterThan(0.75);
      expect(likeness).toBeGreaterThan(0.5);
    }
  });

  it('counts at any rate of looks', () => {
    for (const framesPerSecond of [6, 10, 30, 60]) expect(counted(shown, series(wave, { lengthMs: 5.5 * PERIOD_MS, framesPerSecond }, noise(3)))).toHaveLength(5);
  });

  it('counts it in a mirror too, and what is symmetrical only once', () => {
    expect(counted(shown, series((ms) => ({ leftArm: wave(ms).rightArm ?? 0, rightArm: wave(ms).leftArm ?? 0 }), { lengthMs: 4.5 * PERIOD_MS }, noise(4)))).toHaveLength(4);
    const both = (ms: number) => ({ leftArm: 120 * pulse(ms, PERIOD_MS), rightArm: 120 * pulse(ms, PERIOD_MS) });
    const symmetrical = learnt(series(both, { lengthMs: PERIOD_MS }, noise(5)));
    expect(counted(symmetrical, series(both, { lengthMs: 6.5 * PERIOD_MS }, noise(6)))).toHaveLength(6);
  });

  it('counts a squat that was shown from the side', () => {
    const squat = (ms: number) => ({ squat: pulse(ms, PERIOD_MS) });
    const movement = learnt(series(squat, { lengthMs: PERIOD_MS, body: { turned: 80 } }, noise(7)));
    expect(counted(movement, series(squat, { lengthMs: 4.5 * PERIOD_MS, body: { turned: 70 } }, noise(8)))).toHaveLength(4);
  });

  it.each<[string, (ms: number) => Posture]>([
    ['stands', () => ({})],
    ['holds the arms up', () => ({ leftArm: 150, rightArm: 60 })],
    ['does squats', (ms) => ({ squat: pulse(ms, PERIOD_MS) })],
    ['raises the arms a quarter of the way', (ms) => ({ leftArm: 38 * pulse(ms, PERIOD_MS), rightArm: 15 * pulse(ms, PERIOD_MS) })],
    ['raises them, and stays so', (ms) => (ms < PERIOD_MS / 2 ? wave(ms) : wave(PERIOD_MS / 2))],
  ])('counts nothing of somebody who %s', (_, postureAt) => {
    expect(counted(shown, series(postureAt, { lengthMs: 12_000 }, noise(9)))).toEqual([]);
  });
});

describe('learnMovement', () => {
  it('keeps the part in which somebody moves, and lets limbs count by how much they move', () => {
    const withRest = series((ms) => (ms < 1500 || ms > 1500 + PERIOD_MS ? {} : wave(ms - 1500)), { lengthMs: 5000 });
    const { samples, measure: { importance } } = learnt(withRest);
    expect(samples.length).toBeLessThan((12 * PERIOD_MS) / 1000 + 2);
    expect(importance.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    const [trunk = 1, , leftArm = 0, rightArm = 1] = importance;
    expect(leftArm).toBeGreaterThan(2 * rightArm);
    expect(leftArm).toBeGreaterThan(4 * trunk);
  });

  it('says why not', () => {
    expect(learnMovement([])).toBe('nobody');
    expect(learnMovement(series(wave, { lengthMs: PERIOD_MS, body: { score: 0.1 } }))).toBe('nobody');
    expect(learnMovement(series(() => ({}), { lengthMs: 3000 }, noise(10)))).toBe('still');
    // A jolt within a quarter of a second.
    expect(learnMovement(series((ms) => ({ leftArm: ms > 1000 && ms < 1100 ? 150 : 0 }), { lengthMs: 2000 }))).toBe('still');
  });
});
