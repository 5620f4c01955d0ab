import { Icon, type IconName } from './icons';
import styles from './sign.module.css';

/** A drawing on a tile of its own, before the words that it goes with. */
export const Sign = ({ icon }: { readonly icon: IconName }) => <span className={styles.sign}><Icon name={icon} /></span>;
