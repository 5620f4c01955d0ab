import { useLayoutEffect, useState } from 'react';
import { classColour } from '../../overlay/class-colour';
import { COVERS } from '../../overlay/overlay';
import { usePicked } from '../use-picked';
import { chipsThatFit } from './chips-that-fit';
import styles from './seen-list.module.css';
import type { Things } from './things';
import { useCounts } from './use-counts';

const GAP = 6;
const ROWS = 2;
const REST_WIDTH = 46;

/**
 * How many of each class are seen, in their boxes' colours; a tap shows one class alone, and once more all. What has no
 * room is counted, and still there for a screen reader.
 */
export function SeenList({ results }: { readonly results: Things }) {
  const counts = useCounts(results);
  const { only, hidden: hiddenThings } = usePicked(results);
  const [list, setList] = useState<HTMLElement | null>(null);
  const [fit, setFit] = useState(counts.length);
  useLayoutEffect(() => {
    if (list === null) return;
    const observer = new ResizeObserver(() => {
      const widths = [...list.querySelectorAll<HTMLElement>('[data-chip]')].map(({ offsetWidth }) => offsetWidth);
      setFit(chipsThatFit(widths, { width: list.clientWidth, gap: GAP, rows: ROWS, restWidth: REST_WIDTH }));
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [list, counts]);
  const hidden = counts.length - fit;
  // Where nothing of it is seen just now, there must still be a way back.
  const isAway = only !== undefined && !counts.some(({ categoryId }) => categoryId === only);
  return (
    <ul ref={setList} className={styles.list} style={{ gap: GAP }} aria-label="Seen now">
      {counts.map(({ categoryId, label, count }, index) => (
        <li key={categoryId} data-chip className={index < fit ? undefined : styles.hidden} {...(index < fit && COVERS)}>
          <button
            type="button"
            className={styles.chip}
            tabIndex={index < fit ? undefined : -1}
            aria-pressed={only === categoryId}
            data-faded={only !== undefined && only !== categoryId}
            title={only === categoryId ? 'Show all' : `Show only ${label}`}
            onClick={() => results.pick({ only: only === categoryId ? undefined : categoryId })}
          >
            <span className={styles.dot} style={{ background: classColour(categoryId).css }} />
            {label} <b>{count}</b>
          </button>
        </li>
      ))}
      {hidden > 0 && <li {...COVERS} className={styles.chip} aria-hidden="true">+{hidden}</li>}
      {(isAway || hiddenThings.length > 0) && (
        <li {...COVERS}>
          <button type="button" className={styles.chip} onClick={() => results.pick({ only: undefined, hidden: [] })}>Show all again</button>
        </li>
      )}
    </ul>
  );
}
