import Link from 'next/link';
import { COVERS } from '../overlay/overlay';
import { Logo } from '../theme/logo';
import styles from './home-link.module.css';

/** The way home. */
export function HomeLink() {
  return (
    <Link {...COVERS} href="/" prefetch={false} className={styles.home} aria-label="Fovea, home page">
      <Logo />
    </Link>
  );
}
