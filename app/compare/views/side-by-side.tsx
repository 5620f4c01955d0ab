import { useCallback, useMemo } from 'react';
import { usePolled } from '../../tasks/use-polled';
import type { CompareSession } from '../session/compare-session';
import { letterOf, nameOf, type Variant } from '../variants';
import { AnswerCanvas } from './answer-canvas';
import { describeAnswers, drawAnswers, type DrawLooked } from './draw-answers';
import styles from './views.module.css';

interface ViewProps {
  readonly session: CompareSession;
  readonly variants: readonly Variant[];
}

/** The same frame as often as there are variants, each with the answer of one. */
export function SideBySide({ session, variants }: ViewProps) {
  return (
    <ul className={styles.grid}>
      {variants.map((variant, index) => <li key={index}><OneVariant session={session} variant={variant} index={index} /></li>)}
    </ul>
  );
}

/** What one variant sees, in the picture and in words. */
export function OneVariant({ session, variant, index }: { readonly session: CompareSession; readonly variant: Variant; readonly index: number }) {
  const draw = useMemo((): DrawLooked => (context, looked, view) => drawAnswers(context, looked, view, variant, index), [variant, index]);
  return (
    <figure className={styles.figure} data-series={index + 1}>
      <AnswerCanvas session={session} label={`What ${letterOf(index)} sees`} draw={draw} />
      <figcaption className={styles.caption}>
        <span className={styles.letter}>{letterOf(index)}</span>
        <span>{nameOf(variant)}</span>
        <Words session={session} variant={variant} index={index} />
      </figcaption>
    </figure>
  );
}

/** Words cannot be read that change with every frame. */
const WORDS_EVERY_MS = 1000;
const same = (a: string, b: string) => a === b;

function Words({ session, variant, index }: { readonly session: CompareSession; readonly variant: Variant; readonly index: number }) {
  const read = useCallback(() => {
    const looked = session.looked.get();
    return looked === undefined ? '' : describeAnswers(looked, variant, index);
  }, [session, variant, index]);
  return <span className={styles.words}>{usePolled(read, same, WORDS_EVERY_MS)}</span>;
}
