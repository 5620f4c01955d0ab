import { useCallback, useMemo } from 'react';
import type { FoundBy } from '../../../models/agreement/agreement';
import { usePolled } from '../../tasks/use-polled';
import type { CompareSession } from '../session/compare-session';
import { letterOf } from '../variants';
import { AnswerCanvas } from './answer-canvas';
import { DIFFERENCE_STYLES, differencesOf, drawDifferences } from './draw-differences';
import type { DrawLooked } from './draw-answers';
import styles from './views.module.css';

interface DifferencesProps {
  readonly session: CompareSession;
  readonly otherIndex: number;
}

const SIDES: readonly FoundBy[] = ['both', 'reference', 'other'];

/** What both found, and what one of the two found alone. */
export function Differences({ session, otherIndex }: DifferencesProps) {
  const draw = useMemo((): DrawLooked => (context, looked, view) => drawDifferences(context, looked, view, otherIndex), [otherIndex]);
  const read = useCallback(() => {
    const looked = session.looked.get();
    const found = looked === undefined ? [] : differencesOf(looked, otherIndex);
    return SIDES.map((side) => namesOf(found.filter(({ foundBy }) => foundBy === side).map(({ label }) => label)));
  }, [session, otherIndex]);
  const words = usePolled(read, sameWords, 1000);
  const names: Readonly<Record<FoundBy, string>> = { both: 'Both', reference: 'Only A', other: `Only ${letterOf(otherIndex)}` };
  return (
    <figure className={styles.figure}>
      <AnswerCanvas session={session} label={`Where A and ${letterOf(otherIndex)} differ`} draw={draw} />
      <figcaption>
        <dl className={styles.sides}>
          {SIDES.map((side, index) => (
            <div key={side}>
              <dt>
                <svg width="26" height="10" aria-hidden="true"><line x1="1" x2="25" y1="5" y2="5" stroke={DIFFERENCE_STYLES[side].colour} strokeWidth="3" strokeDasharray={DIFFERENCE_STYLES[side].dash.join(' ')} /></svg>
                {names[side]}
              </dt>
              <dd>{words[index] || 'nothing'}</dd>
            </div>
          ))}
        </dl>
      </figcaption>
    </figure>
  );
}

const sameWords = (a: readonly string[], b: readonly string[]) => a.every((word, index) => word === b[index]);

/** 'person 2, bottle' */
function namesOf(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => (count === 1 ? label : `${label} ${count}`)).join(', ');
}
