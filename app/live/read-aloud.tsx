import { useCallback, useEffect, useState } from 'react';
import { epochMs } from '../looker/messages';
import type { TrackedResults } from '../looker/tracked-results';
import { usePolled } from '../tasks/use-polled';

const LOOKS_EVERY_MS = 250;
/** A screen reader needs time for a sentence: what comes in between is not said. */
const SAYS_EVERY_MS = 4000;

const isSame = (before: string | undefined, next: string | undefined): boolean => next === undefined || next === before;

/** Says what is seen, for people who asked for it. */
export function ReadAloud({ results }: { readonly results: TrackedResults }) {
  const [said, setSaid] = useState('');
  const say = useCallback(() => results.task.say(results.at(epochMs())), [results]);
  const sentence = usePolled(say, isSame, LOOKS_EVERY_MS) ?? '';
  useEffect(() => {
    const timer = setTimeout(() => setSaid(sentence), said === '' ? 0 : SAYS_EVERY_MS);
    return () => clearTimeout(timer);
  }, [sentence, said]);
  return <p className="visually-hidden" role="status">{said}</p>;
}
