import { describe, expect, it } from 'vitest';
import { RepetitionSession, type Poses } from '../../../../app/tasks/pose/repetition-session';
import { poseChoice } from '../../../../app/tasks/pose/pose-choice';
import { ExerciseCounter } from '../../../../models/pose/movement/exercise-counter';
import { EXERCISES } from '../../../../models/pose/movement/exercises';
import { bodyIn, pulse, type BodyOptions, type Posture } from '../../../models/pose/movement/moving-body';

const PERIOD_MS = 2000;

function stage() {
  let nowMs = 0;
  let told: () => void = () => undefined;
  let persons: ReturnType<Poses['at']> = [];
  const poses: Poses = {
    at: () => persons,
    subscribe: (watcher) => {
      told = watcher;
      return () => { told = () => undefined; };
    },
  };
  const session = new RepetitionSession(poses, new ExerciseCounter(EXERCISES.squats), () => nowMs);
  return {
    session,
    play: (lengthMs: number, who: readonly { readonly id: number; readonly posture: (ms: number) => Posture; readonly body?: BodyOptions; readonly from?: number }[]) => {
      for (const endMs = nowMs + lengthMs; nowMs < endMs; nowMs += 66) {
        persons = who.filter(({ from = 0 }) => nowMs >= from).map(({ id, posture, body = {} }) => {
          const { height = 300 } = body;
          return { id, opacity: 1, categoryId: 1, label: 'person', score: 0.8, box: { x: 0, y: 0, width: height / 2, height }, keypoints: bodyIn(posture(nowMs), body) };
        });
        told();
        // Told twice of one moment, it counts once.
        told();
      }
    },
  };
}

const squats = (ms: number): Posture => ({ squat: pulse(ms, PERIOD_MS) });
const stands = (): Posture => ({});

describe('RepetitionSession', () => {
  it('counts what the largest does, and stays with that one', () => {
    const { session, play } = stage();
    session.watch();
    // Somebody larger comes, and only stands.
    play(4.5 * PERIOD_MS, [{ id: 1, posture: squats }, { id: 2, posture: stands, body: { height: 500 }, from: 3000 }, { id: 3, posture: stands, body: { height: 90 } }]);
    const { tally: { count, last, perMinute }, depth } = session.state.get();
    expect(count).toBe(4);
    expect(last?.depth).toBeGreaterThan(0.8);
    expect(perMinute).toBeCloseTo(30, -0.5);
    expect(depth).toBeGreaterThan(0.5);
  });

  it('counts on with whoever is there once that one is gone, and from nothing when told', () => {
    const { session, play } = stage();
    session.watch();
    play(2.3 * PERIOD_MS, [{ id: 1, posture: squats }]);
    play(3000, []);
    expect(session.state.get().depth).toBeUndefined();
    play(2.3 * PERIOD_MS, [{ id: 9, posture: squats }]);
    expect(session.state.get().tally.count).toBeGreaterThanOrEqual(3);
    session.reset();
    expect(session.state.get().tally.count).toBe(0);
  });

  it('counts nothing any more when nobody watches', () => {
    const { session, play } = stage();
    session.watch()();
    play(3 * PERIOD_MS, [{ id: 1, posture: squats }]);
    expect(session.state.get().tally.count).toBe(0);
  });
});

describe('what a person chose', () => {
  it('takes what was kept, and what it cannot read as never chosen', () => {
    expect(poseChoice.parse('{"counted":"squats","angles":true,"alone":true}')).toEqual({ counted: 'squats', angles: true, alone: true });
    const untouched = { counted: 'nothing', angles: false, alone: false };
    expect(poseChoice.parse(null)).toEqual(untouched);
    expect(poseChoice.parse('{"counted":"dancing","angles":1}')).toEqual(untouched);
    expect(poseChoice.parse('no JSON')).toEqual(untouched);
  });
});
