import { learnMovement, type Movement, type TimedPose, type Unlearnable } from '../../../models/pose/movement/movement';
import { epochMs } from '../../looker/messages';
import { ValueStore } from '../../ui/value-store';
import { FollowedBody } from './followed-body';
import type { Poses } from './repetition-session';

/** Time to step back from the device, and for the movement itself. */
const COUNTDOWN_S = 3;
export const SHOWING_MS = 3000;

/** How far a person is with showing a movement. */
export type Showing =
  | { readonly stage: 'none' }
  | { readonly stage: 'countdown'; readonly seconds: number }
  | { readonly stage: 'recording' }
  | { readonly stage: 'refused'; readonly because: Unlearnable }
  | { readonly stage: 'shown'; readonly movement: Movement };

/** The movement that was shown, for as long as the page is open: it is kept nowhere. */
export const showing = new ValueStore<Showing>({ stage: 'none' });

let end: () => void = () => undefined;

/** Counts down, watches what somebody does for three seconds, and learns it. */
export function show(poses: Poses): void {
  end();
  const timers: ReturnType<typeof setTimeout>[] = [];
  let unsubscribe: () => void = () => undefined;
  const seen: TimedPose[] = [];
  const body = new FollowedBody();
  const record = () => {
    showing.set({ stage: 'recording' });
    unsubscribe = poses.subscribe(() => {
      const atMs = epochMs();
      const person = body.among(poses.at(atMs), atMs);
      if (person !== undefined) seen.push({ keypoints: person.keypoints, atMs });
    });
  };
  const learn = () => {
    unsubscribe();
    const movement = learnMovement(seen);
    showing.set(typeof movement === 'string' ? { stage: 'refused', because: movement } : { stage: 'shown', movement });
  };
  for (let seconds = COUNTDOWN_S; seconds > 0; seconds--) timers.push(setTimeout(() => showing.set({ stage: 'countdown', seconds }), 1000 * (COUNTDOWN_S - seconds)));
  timers.push(setTimeout(record, 1000 * COUNTDOWN_S), setTimeout(learn, 1000 * COUNTDOWN_S + SHOWING_MS));
  end = () => {
    timers.forEach(clearTimeout);
    unsubscribe();
  };
}

/** Nobody watches any more: what was not shown to its end is as if never begun. */
export function stopShowing(): void {
  end();
  if (['countdown', 'recording'].includes(showing.get().stage)) showing.set({ stage: 'none' });
}
