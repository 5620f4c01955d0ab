import { useEffect, useState } from 'react';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import { epochMs } from '../../looker/messages';
import type { TrackedResults } from '../../looker/tracked-results';

const EVERY_MS = 250;

/** What is shown now, in the order in which it was first seen; it follows the picture a few times a second. @param isSame whether two things are alike for who shows them */
export function useThings(seen: TrackedResults, isSame: (a: TrackedDetection, b: TrackedDetection) => boolean): readonly TrackedDetection[] {
  const [things, setThings] = useState<readonly TrackedDetection[]>([]);
  useEffect(() => {
    const update = () => {
      const next = seen.at(epochMs()).sort((a, b) => a.id - b.id);
      setThings((before) => (before.length === next.length && next.every((thing, index) => before[index] !== undefined && isSame(before[index], thing)) ? before : next));
    };
    update();
    const timer = setInterval(update, EVERY_MS);
    return () => clearInterval(timer);
  }, [seen, isSame]);
  return things;
}
