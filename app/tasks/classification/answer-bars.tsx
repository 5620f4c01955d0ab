import { useCallback } from 'react';
import type { FollowedClass } from '../../../models/tracking/classification-tracker';
import { epochMs } from '../../looker/messages';
import { percent } from '../../overlay/labels';
import { COVERS } from '../../overlay/overlay';
import type { Results } from '../task';
import { usePolled } from '../use-polled';
import styles from './answer-bars.module.css';

/** As often as a number can be read; between two of them the bars glide. */
const EVERY_MS = 200;

const looksAlike = (a: FollowedClass, b: FollowedClass | undefined): boolean => a.categoryId === b?.categoryId && percent(a.score) === percent(b.score) && (a.opacity === 1) === (b.opacity === 1);
const allAlike = (before: readonly FollowedClass[], next: readonly FollowedClass[]): boolean => before.length === next.length && before.every((one, index) => looksAlike(one, next[index]));

/** What the picture shows, the most probable first, with a bar each. */
export function AnswerBars({ results }: { readonly results: Results<readonly FollowedClass[]> }) {
  const read = useCallback(() => results.at(epochMs()), [results]);
  const answers = usePolled(read, allAlike, EVERY_MS);
  return (
    <section {...COVERS} className={styles.answers} aria-label="What the picture shows">
      {answers.length === 0 && <p className={styles.none}>Nothing that it is certain of yet</p>}
      <ol className={styles.list}>
        {answers.map(({ categoryId, label, score, opacity }) => (
          <li key={categoryId} className={styles.answer} data-fading={opacity < 1}>
            <span className={styles.label} title={label}>{label}</span>
            <span className={styles.track} aria-hidden="true"><span style={{ translate: `${100 * (score - 1)}%` }} /></span>
            <bdi dir="ltr" className={styles.percent}>{percent(score)}</bdi>
          </li>
        ))}
      </ol>
    </section>
  );
}
