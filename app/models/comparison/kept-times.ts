import { z } from 'zod';
import '../../without-eval';
import { BROWSER_ENGINES } from '../../../models/engine/choose-engine';
import type { TimedModel } from '../../looker/time-models';

/** What was measured on this device, kept by the browser for the next visit. Anything unreadable is as if never measured. */
const timesSchema = z.object({
  /** Milliseconds since 1970. */
  measuredAt: z.number(),
  timed: z.array(z.object({
    model: z.string(),
    size: z.number(),
    milliseconds: z.number(),
    engine: z.object({ name: z.enum(BROWSER_ENGINES), detail: z.string(), reason: z.string() }),
  })).min(1),
});

export interface KeptTimes {
  readonly measuredAt: number;
  readonly timed: readonly TimedModel[];
}

const keyOf = (of: string): string => `fovea.times.${of}`;

/** @param of what was timed, a name */
export function loadTimes(of: string): KeptTimes | undefined {
  try {
    return timesSchema.parse(JSON.parse(localStorage.getItem(keyOf(of)) ?? ''));
  } catch {
    return undefined;
  }
}

export function saveTimes(of: string, times: KeptTimes): void {
  try {
    localStorage.setItem(keyOf(of), JSON.stringify(times));
  } catch {
    // A full or forbidden storage costs the memory of a measurement and nothing else.
  }
}
