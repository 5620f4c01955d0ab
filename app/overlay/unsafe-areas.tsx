import { COVERS } from './overlay';
import styles from './unsafe-areas.module.css';

/** What lies behind notches and rounded corners of the screen, where no label can be read. */
export function UnsafeAreas() {
  return [styles.top, styles.right, styles.bottom, styles.left].map((side) => <div key={side} className={side} {...COVERS} />);
}
