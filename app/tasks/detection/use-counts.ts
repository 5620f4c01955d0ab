import { useCallback } from 'react';
import { epochMs } from '../../looker/messages';
import { usePolled } from '../use-polled';
import { countClasses, sameCounts, type ClassCount } from './count-classes';
import type { Things } from './things';

const EVERY_MS = 250;

/** What is seen now, by class, whichever of them is picked. */
export function useCounts(results: Things): readonly ClassCount[] {
  const read = useCallback(() => countClasses(results.wantedAt(epochMs())), [results]);
  return usePolled(read, sameCounts, EVERY_MS);
}
