import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ExerciseCounter } from '../../../../models/pose/movement/exercise-counter';
import { EXERCISES } from '../../../../models/pose/movement/exercises';
import { learnMovement, type TimedPose } from '../../../../models/pose/movement/movement';
import { MovementCounter } from '../../../../models/pose/movement/movement-counter';
import type { RepetitionCounter } from '../../../../models/pose/movement/repetition';

/** A real clip as the mode for poses sees it: a man who stands and lifts a hand to his shoulder four times, for another sign each time. */
const poses = ((): TimedPose[] => {
  const [head = '', ...lines] = readFileSync('tests/fixtures/pose/signer-man.jsonl', 'utf8').trimEnd().split('\n');
  const { framesPerSecond } = JSON.parse(head) as { readonly framesPerSecond: number };
  return lines.map((line, frame) => {
    const numbers = JSON.parse(line) as readonly number[];
    return { atMs: (1000 * frame) / framesPerSecond, keypoints: Array.from({ length: numbers.length / 3 }, (_, joint) => ({ x: numbers[3 * joint] ?? NaN, y: numbers[3 * joint + 1] ?? NaN, score: numbers[3 * joint + 2] ?? NaN })) };
  });
})();
/** When the hand is up, as a person sees it in the clip. */
const UP_MS = [800, 2500, 4700, 7200];

const counted = (counter: RepetitionCounter) => poses.flatMap(({ keypoints, atMs }) => counter.see(keypoints, atMs) ?? []);

describe('repetitions in a real clip', () => {
  it('are four raises of an arm, and neither a squat nor a push-up', () => {
    const raises = counted(new ExerciseCounter(EXERCISES.armRaises));
    expect(raises).toHaveLength(4);
    raises.forEach(({ startMs, endMs }, index) => {
      expect(startMs).toBeLessThan(UP_MS[index] ?? NaN);
      expect(endMs).toBeGreaterThan(UP_MS[index] ?? NaN);
    });
    expect(counted(new ExerciseCounter(EXERCISES.squats))).toEqual([]);
    expect(counted(new ExerciseCounter(EXERCISES.pushUps))).toEqual([]);
  });

  it.each([[1700, 3400, 1], [5800, 8300, 2], [3400, 6000, 2]])('finds what is shown from %i to %i ms where a hand is up, and nowhere else', (from, to, found) => {
    const movement = learnMovement(poses.filter(({ atMs }) => atMs >= from && atMs <= to));
    if (typeof movement === 'string') throw new Error(movement);
    const repetitions = counted(new MovementCounter(movement));
    // Other signs are other movements, or alike: that is the hand's.
    for (const { startMs, endMs } of repetitions) expect(UP_MS.filter((up) => up > startMs && up < endMs)).toHaveLength(1);
    expect(repetitions.some(({ startMs, endMs }) => { const up = UP_MS[found] ?? NaN; return startMs < up && up < endMs; })).toBe(true);
  });
});
