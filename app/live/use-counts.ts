import { useEffect, useState } from 'react';
import { countClasses, sameCounts, type ClassCount } from './count-classes';
import type { LiveSession } from './session';

const EVERY_MS = 250;

/** What is seen now, by class; it follows the picture a few times a second, and at once when the threshold moves. */
export function useCounts(session: LiveSession, threshold: number): readonly ClassCount[] {
  const [counts, setCounts] = useState<readonly ClassCount[]>([]);
  useEffect(() => {
    const update = () => {
      const prediction = session.sight.get()?.prediction;
      const next = prediction?.task === 'detection' ? countClasses(prediction.detections, threshold) : [];
      setCounts((before) => (sameCounts(before, next) ? before : next));
    };
    const timer = setInterval(update, EVERY_MS);
    return () => clearInterval(timer);
  }, [session, threshold]);
  return counts;
}
