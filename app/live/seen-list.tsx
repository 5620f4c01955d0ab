import { classColour } from '../overlay/class-colour';
import { COVERS } from '../overlay/overlay';
import type { ClassCount } from './count-classes';
import styles from './seen-list.module.css';

/** How many of each class are seen, in their boxes' colours. */
export function SeenList({ counts }: { readonly counts: readonly ClassCount[] }) {
  return (
    <ul className={styles.list} aria-label="Seen now">
      {counts.map(({ categoryId, label, count }) => (
        <li key={categoryId} {...COVERS} className={styles.chip}>
          <span className={styles.dot} style={{ background: classColour(categoryId).css }} />
          {label} <b>{count}</b>
        </li>
      ))}
    </ul>
  );
}
