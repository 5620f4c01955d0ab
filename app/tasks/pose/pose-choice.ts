import { z } from 'zod';
import type { ExerciseName } from '../../../models/pose/movement/exercises';
import { KeptStore } from '../../ui/kept-store';

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

/** What a person chose to see and to have counted. */
export const poseChoice = new KeptStore('fovea.pose', choiceSchema);
