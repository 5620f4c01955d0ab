import { useEffect, useRef } from 'react';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import { classColour } from '../../overlay/class-colour';
import { percent } from '../../overlay/labels';
import { COVERS } from '../../overlay/overlay';
import buttons from '../../theme/buttons.module.css';
import { Icon } from '../../theme/icons';
import { usePicked } from '../use-picked';
import styles from './thing-card.module.css';
import type { Things } from './things';
import { useThings } from './use-things';

interface ThingCardProps {
  readonly results: Things;
  /** The one that was picked. */
  readonly id: number;
  /** From now on nothing of this category is shown. */
  readonly onHideCategory: (categoryId: number) => void;
}

const isSame = (a: TrackedDetection, b: TrackedDetection): boolean => a.id === b.id && a.label === b.label && percent(a.score) === percent(b.score);
const CHOICE = `${buttons.button} ${buttons.small} ${buttons.secondary} ${styles.choice}`;

/** One thing that a person tapped: what it is taken for, how surely, and what can be done with it. */
export function ThingCard({ results, id, onHideCategory }: ThingCardProps) {
  const { only, hidden } = usePicked(results);
  const thing = useThings(results, isSame).find((one) => one.id === id);
  const card = useRef<HTMLElement>(null);
  const close = () => results.pick({ thing: undefined, marked: undefined });
  useEffect(() => {
    const opener = document.activeElement;
    card.current?.focus();
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') results.pick({ thing: undefined, marked: undefined });
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, [results, id]);
  return (
    <section ref={card} {...COVERS} tabIndex={-1} className={styles.card} aria-label={thing === undefined ? 'A thing that is gone' : `${thing.label}, number ${id}`}>
      <div className={styles.head}>
        {thing === undefined ? <p>It is not in the picture any more.</p> : (
          <p>
            <span className={styles.dot} style={{ background: classColour(thing.categoryId).css }} />
            <b>{thing.label}</b> {percent(thing.score)} <span className={styles.soft}>number {id}</span>
          </p>
        )}
        <button type="button" className={styles.close} onClick={close} aria-label="Close"><Icon name="close" size={18} /></button>
      </div>
      {thing !== undefined && (
        <div className={styles.choices}>
          <button type="button" className={CHOICE} aria-pressed={only === thing.categoryId} onClick={() => results.pick({ only: only === thing.categoryId ? undefined : thing.categoryId })}>Only {thing.label}</button>
          <button type="button" className={CHOICE} onClick={() => results.pick({ thing: undefined, marked: undefined, hidden: [...hidden, id] })}>Hide this</button>
          <button
            type="button"
            className={CHOICE}
            onClick={() => {
              close();
              onHideCategory(thing.categoryId);
            }}
          >
            Hide all <span className="visually-hidden">of {thing.label}</span>
          </button>
        </div>
      )}
    </section>
  );
}
