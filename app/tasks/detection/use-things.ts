import { useCallback } from 'react';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import { epochMs } from '../../looker/messages';
import { usePolled } from '../use-polled';
import type { Things } from './things';

const EVERY_MS = 250;

/** What is shown now, in the order in which it was first seen. @param isSame whether two things are alike for who shows them */
export function useThings(results: Things, isSame: (a: TrackedDetection, b: TrackedDetection) => boolean): readonly TrackedDetection[] {
  const read = useCallback(() => results.at(epochMs()).toSorted((a, b) => a.id - b.id), [results]);
  const allSame = useCallback((before: readonly TrackedDetection[], next: readonly TrackedDetection[]) =>
    before.length === next.length && next.every((thing, index) => before[index] !== undefined && isSame(before[index], thing)), [isSame]);
  return usePolled(read, allSame, EVERY_MS);
}
