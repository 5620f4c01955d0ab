import { useEffect, useState } from 'react';
import { epochMs } from '../../looker/messages';
import { countClasses, sameCounts, type ClassCount } from './count-classes';
import type { LiveSession } from '../session/session';

const EVERY_MS = 250;

/** What is seen now, by class, whichever of them is picked; it follows the picture a few times a second. */
export function useCounts({ results: seen }: LiveSession): readonly ClassCount[] {
  const [counts, setCounts] = useState<readonly ClassCount[]>([]);
  useEffect(() => {
    const update = () => {
      const next = countClasses(seen.wantedAt(epochMs()));
      setCounts((before) => (sameCounts(before, next) ? before : next));
    };
    const timer = setInterval(update, EVERY_MS);
    return () => clearInterval(timer);
  }, [seen]);
  return counts;
}
