import { z } from 'zod';
import { BROWSER_ENGINES } from '../../../models/engine/choose-engine';
import { TASK_NAMES, type TaskName } from '../../../models/tasks';
import { PLACE_WISHES, type PlaceWish } from '../../offload/place-wishes';
import { RESOLUTION_NAMES } from '../../sources/camera/resolution';

/** The first of all that there are. */
const [FIRST_MODE] = TASK_NAMES;

/** What a person chose on the live page, kept by the browser for the next visit. Anything unreadable is as if never chosen. */
const preferencesSchema = z.object({
  /** What the camera is for. */
  mode: z.enum(TASK_NAMES).catch(FIRST_MODE),
  /** By mode, what this device looks with. */
  models: z.partialRecord(z.enum(TASK_NAMES), z.string()).catch({}),
  /** By mode, what the server looks with instead, as no device runs it. */
  serverOnlyModels: z.partialRecord(z.enum(TASK_NAMES), z.string()).catch({}),
  /** None: the best engine there is. */
  engine: z.enum(BROWSER_ENGINES).optional().catch(undefined),
  /** By model, 0 to 1: scores of different models mean different things. */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).catch({}),
  /** Sides of the input, by model; without it the speed of whoever looks decides. */
  sizes: z.record(z.string(), z.int().positive()).catch({}),
  place: z.enum(PLACE_WISHES).catch('device'),
  /** A person has agreed that pictures are sent to the server. */
  maySend: z.boolean().catch(false),
  /** Of a server that serves only who has it. */
  token: z.string().optional().catch(undefined),
  facing: z.enum(['user', 'environment']).optional().catch(undefined),
  cameraId: z.string().optional().catch(undefined),
  /** By camera, where a person chose it. */
  mirrored: z.record(z.string(), z.boolean()).catch({}),
  resolution: z.enum(RESOLUTION_NAMES).optional().catch(undefined),
  /** Categories that are not shown, by model. */
  hidden: z.record(z.string(), z.array(z.int())).catch({}),
  readAloud: z.boolean().catch(false),
});

export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;

export const DEFAULT_PREFERENCES: Preferences = { mode: FIRST_MODE, models: {}, serverOnlyModels: {}, thresholds: {}, sizes: {}, hidden: {}, mirrored: {}, place: 'device', maySend: false, readAloud: false };

const KEY = 'fovea.live';

export function parsePreferences(text: string | null): Preferences {
  try {
    return preferencesSchema.parse({ ...DEFAULT_PREFERENCES, ...upgraded(z.record(z.string(), z.unknown()).parse(JSON.parse(text ?? '{}'))) });
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** What was kept before there were modes: one model, which became that of the first. */
const formerSchema = z.object({
  model: z.string().optional().catch(undefined),
  serverOnlyModel: z.object({ name: z.string(), before: z.enum(PLACE_WISHES) }).optional().catch(undefined),
});

function upgraded({ model, serverOnlyModel, ...others }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const former = formerSchema.parse({ model, serverOnlyModel });
  return {
    ...(former.model !== undefined && { models: { [FIRST_MODE]: former.model } }),
    ...others,
    ...(former.serverOnlyModel !== undefined && { serverOnlyModels: { [FIRST_MODE]: former.serverOnlyModel.name }, place: former.serverOnlyModel.before }),
  };
}

/** The choices by mode but for one. */
export const without = <T>(chosen: Readonly<Partial<Record<TaskName, T>>>, mode: TaskName): Partial<Record<TaskName, T>> =>
  Object.fromEntries(Object.entries(chosen).filter(([other]) => other !== mode));

/** Where pictures are to be looked at: what only the server runs is looked with there, whatever place is set for the others. */
export const wishedPlace = ({ mode, serverOnlyModels, place }: Pick<Preferences, 'mode' | 'serverOnlyModels' | 'place'>): PlaceWish =>
  (serverOnlyModels[mode] === undefined ? place : 'server');

/** Storage may be forbidden; then a visit starts with the defaults. */
export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or forbidden storage costs the memory of a choice and nothing else.
  }
}
