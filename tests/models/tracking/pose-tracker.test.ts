import { describe, expect, it } from 'vitest';
import type { Box } from '../../../models/geometry/box';
import type { Person } from '../../../models/tasks/pose';
import { PoseTracker } from '../../../models/tracking/pose-tracker';
import { LEGS, standing } from '../pose/body';

const picture = { width: 640, height: 480 };
const left: Box = { x: 60, y: 60, width: 120, height: 360 };
const right: Box = { x: 420, y: 60, width: 120, height: 360 };
const STEP_MS = 100;

/** Ten answers a second, each 40 ms late. */
function following() {
  const tracker = new PoseTracker();
  let takenAtMs = 0;
  return {
    tracker,
    answer: (persons: readonly Person[], stepMs = STEP_MS): number => {
      takenAtMs += stepMs;
      tracker.update({ prediction: { task: 'pose', ...picture, persons }, takenAtMs, arrivedAtMs: takenAtMs + 40, threshold: 0.3 });
      return takenAtMs + 40;
    },
  };
}

const wristOf = (person: Person | undefined) => person?.keypoints[9] ?? { x: NaN, y: NaN, score: NaN };

describe('persons who are followed', () => {
  it('are shown once two answers were certain, or at once where answers are slow', () => {
    const { tracker, answer } = following();
    expect(tracker.at(answer([standing(left)]))).toEqual([]);
    expect(tracker.at(answer([standing(left)]))).toHaveLength(1);
    const slow = following();
    slow.answer([]);
    expect(slow.tracker.at(slow.answer([standing(left)], 900))).toHaveLength(1);
  });

  it('keep their ids while they pass each other, in whatever order they are told', () => {
    const { tracker, answer } = following();
    const across = (step: number) => [standing({ ...left, x: left.x + 20 * step }), standing({ ...right, x: right.x - 20 * step, y: 40, height: 420 }, 0.7)];
    const idsBySize = (atMs: number) => tracker.at(atMs).toSorted((a, b) => a.box.height - b.box.height).map(({ id }) => id);
    answer(across(0));
    const before = idsBySize(answer(across(1)));
    expect(before).toHaveLength(2);
    for (let step = 2; step <= 18; step++) {
      const persons = across(step);
      expect(idsBySize(answer(step % 2 === 0 ? persons : persons.toReversed()))).toEqual(before);
    }
  });

  it('hold their joints still where only the network trembles, and do not lag behind a hand that moves', () => {
    const { tracker, answer } = following();
    const shaken = (step: number) => standing({ ...left, x: left.x + (step % 2 === 0 ? 3 : -3) });
    let atMs = 0;
    const still: number[] = [];
    for (let step = 0; step < 30; step++) {
      atMs = answer([shaken(step)]);
      if (step >= 10) still.push(wristOf(tracker.at(atMs)[0]).x);
    }
    expect(Math.max(...still) - Math.min(...still)).toBeLessThan(4); // of the 6 that the answers tremble

    const raised = (y: number) => {
      const person = standing(left);
      return { ...person, keypoints: person.keypoints.map((point, index) => (index === 9 ? { ...point, y } : point)) };
    };
    const start = wristOf(standing(left)).y;
    for (let step = 1; step <= 8; step++) {
      atMs = answer([raised(start - 25 * step)]);
    }
    const [drawn, now] = [wristOf(tracker.at(atMs + 60)[0]).y, start - 25 * 9];
    expect(Math.abs(drawn - now)).toBeLessThan(30); // a step and a bit of its way
  });

  it('fade joint by joint, and keep a joint where it was seen last', () => {
    const { tracker, answer } = following();
    answer([standing(left)]);
    const atMs = answer([standing(left)]);
    const seen = tracker.at(atMs)[0]?.keypoints[15];
    const guessed = { ...standing(left, 0.8, LEGS), keypoints: standing(left, 0.8, LEGS).keypoints.map((point, index) => (LEGS.includes(index) ? { ...point, x: 5, y: 5 } : point)) };
    const laterMs = answer([guessed]);
    const faded = [0, 100, 300, 1000].map((waitMs) => tracker.at(laterMs + waitMs)[0]?.keypoints[15]?.score ?? NaN);
    expect(faded[0]).toBeCloseTo(0.8);
    expect(faded[1]).toBeGreaterThan(0.5);
    expect(faded[3]).toBeLessThan(0.1);
    expect(faded).toEqual(faded.toSorted((a, b) => b - a));
    const kept = tracker.at(laterMs + 1000)[0]?.keypoints[15];
    expect(Math.hypot((kept?.x ?? NaN) - (seen?.x ?? NaN), (kept?.y ?? NaN) - (seen?.y ?? NaN))).toBeLessThan(2);
  });

  it('fade and are gone after a while, and come back as somebody new', () => {
    const { tracker, answer } = following();
    answer([standing(left)]);
    const [first] = tracker.at(answer([standing(left)]));
    const [fading] = tracker.at(answer([]) + 200);
    expect(fading?.id).toBe(first?.id);
    expect(fading?.opacity).toBeLessThan(1);
    for (let step = 0; step < 5; step++) answer([]);
    expect(tracker.at(answer([]))).toEqual([]);
    answer([standing(left)]);
    expect(tracker.at(answer([standing(left)]))[0]?.id).not.toBe(first?.id);
  });

  it('are sifted at once', () => {
    const { tracker, answer } = following();
    const atMs = answer([standing(left, 0.9), standing(right, 0.4)]);
    tracker.sift(0.3);
    expect(tracker.at(atMs)).toHaveLength(2);
    tracker.sift(0.5);
    expect(tracker.at(atMs)).toHaveLength(1);
    tracker.reset();
    expect(tracker.at(atMs)).toEqual([]);
  });
});
