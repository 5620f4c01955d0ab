import { z } from 'zod';
import type { ExerciseName } from '../../../models/pose/movement/exercises';
import { ValueStore } from '../../ui/value-store';

/** What is counted: nothing, an exercise, or the movement that a person has shown. */
export const COUNTED = ['nothing', 'squats', 'pushUps', 'armRaises', 'own'] as const satisfies readonly ('nothing' | 'own' | ExerciseName)[];
export type Counted = (typeof COUNTED)[number];

export const COUNTED_NAMES: Readonly<Record<Counted, string>> = { nothing: 'Off', squats: 'Squats', pushUps: 'Push-ups', armRaises: 'Arm raises', own: 'Your own' };

const choiceSchema = z.object({
  counted: z.enum(COUNTED).catch('nothing'),
  /** Whether angles are written at joints. */
  angles: z.boolean().catch(false),
  /** Whether the skeletons are shown without the picture. */
  alone: z.boolean().catch(false),
});

export type PoseChoice = Readonly<z.infer<typeof choiceSchema>>;

const KEY = 'fovea.pose';

/** Anything unreadable is as if never chosen. */
export function parsePoseChoice(text: string | null): PoseChoice {
  try {
    return choiceSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return choiceSchema.parse({});
  }
}

/** What a person chose, as whatever draws and counts reads it; the browser keeps it for the next visit. */
export const poseChoice = new ValueStore<PoseChoice>(parsePoseChoice(null));

export function loadPoseChoice(): void {
  try {
    poseChoice.set(parsePoseChoice(localStorage.getItem(KEY)));
  } catch {
    // Storage may be forbidden.
  }
}

export function choosePose(change: Partial<PoseChoice>): void {
  poseChoice.change(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(poseChoice.get()));
  } catch {
    // It costs the memory of a choice and nothing else.
  }
}
