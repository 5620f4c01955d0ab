import { useEffect, useState } from 'react';
import { describeCounts, type ClassCount } from './count-classes';

/** A screen reader needs time for a sentence: what comes in between is not said. */
const EVERY_MS = 4000;

/** Says what is seen, for people who asked for it. */
export function ReadAloud({ counts }: { readonly counts: readonly ClassCount[] }) {
  const [said, setSaid] = useState('');
  const sentence = describeCounts(counts);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(sentence), said === '' ? 0 : EVERY_MS);
    return () => clearTimeout(timer);
  }, [sentence, said]);
  return <p className="visually-hidden" role="status">{said}</p>;
}
