import type { Detection } from '../../../models/prediction/prediction';
import type { Tracked, TrackedDetection } from '../../../models/tracking/detection-tracker';
import { oneNameEach } from '../../../models/tracking/one-name';
import type { Picked, ResultFilter, Results } from '../task';

/** What is found, followed from frame to frame. */
export type Things = Results<readonly TrackedDetection[]>;

/** Of one answer for its own sake. One name each, as on the page, where what is followed has one name too. @param only the category that alone is wanted */
export const stillThings = <D extends Detection>(detections: readonly D[], { threshold, hidden }: ResultFilter, only: number | undefined): Tracked<D>[] =>
  oneNameEach(detections.filter(({ score, categoryId }) => score >= threshold && !hidden.includes(categoryId) && (only === undefined || categoryId === only)))
    .map((thing, index) => ({ ...thing, id: index + 1, opacity: 1 }));

/** Those that a person wants to see. @param hidden categories */
export const selectThings = <T extends TrackedDetection>(shown: readonly T[], hidden: readonly number[], picked: Picked): T[] => shown.filter(({ id, categoryId }) =>
  !hidden.includes(categoryId) && !picked.hidden.includes(id) && (picked.only === undefined || categoryId === picked.only));

/** Those that are in the picture itself: what fades is not any more. */
export const presentThings = <T extends TrackedDetection>(shown: readonly T[]): T[] => shown.filter(({ opacity }) => opacity === 1);
