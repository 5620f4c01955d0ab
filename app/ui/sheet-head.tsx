import { Dialog } from 'radix-ui';
import { Icon } from '../theme/icons';
import styles from './sheet-head.module.css';

interface SheetHeadProps {
  readonly title: string;
  /** What the button that closes it says to a screen reader. */
  readonly close: string;
}

/** A dialog's title and its button to close, which stay in view while the rest scrolls. */
export function SheetHead({ title, close }: SheetHeadProps) {
  return (
    <header className={styles.head}>
      <Dialog.Title className={styles.title}>{title}</Dialog.Title>
      <Dialog.Close className={styles.close} aria-label={close}><Icon name="close" /></Dialog.Close>
    </header>
  );
}
