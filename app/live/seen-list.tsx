import { useLayoutEffect, useState } from 'react';
import { classColour } from '../overlay/class-colour';
import { COVERS } from '../overlay/overlay';
import { chipsThatFit } from './chips-that-fit';
import type { ClassCount } from './count-classes';
import styles from './seen-list.module.css';

const GAP = 6;
const ROWS = 2;
const REST_WIDTH = 46;

/** How many of each class are seen, in their boxes' colours. What has no room is counted, and still there for a screen reader. */
export function SeenList({ counts }: { readonly counts: readonly ClassCount[] }) {
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
  return (
    <ul ref={setList} className={styles.list} style={{ gap: GAP }} aria-label="Seen now">
      {counts.map(({ categoryId, label, count }, index) => (
        <li key={categoryId} data-chip className={index < fit ? styles.chip : `${styles.chip} ${styles.hidden}`} {...(index < fit && COVERS)}>
          <span className={styles.dot} style={{ background: classColour(categoryId).css }} />
          {label} <b>{count}</b>
        </li>
      ))}
      {hidden > 0 && <li {...COVERS} className={styles.chip} aria-hidden="true">+{hidden}</li>}
    </ul>
  );
}
