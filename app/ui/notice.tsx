import { COVERS } from '../overlay/overlay';
import { Icon } from '../theme/icons';
import styles from './notice.module.css';

/** Something was mended by itself. */
export function Notice({ sentence, onDismiss }: { readonly sentence: string; readonly onDismiss: () => void }) {
  return (
    <div className={styles.notice} role="status" {...COVERS}>
      <p>{sentence}</p>
      <button type="button" onClick={onDismiss} aria-label="Dismiss"><Icon name="close" size={18} /></button>
    </div>
  );
}
