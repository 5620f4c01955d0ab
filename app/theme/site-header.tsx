import Link from 'next/link';
import { Logo } from './logo';
import styles from './site-header.module.css';

/** The way to every page, on all but the live one, where the picture has the room. */
export function SiteHeader({ current }: { readonly current?: 'models' | 'compare' }) {
  return (
    <header className={styles.head}>
      <Link href="/" className={styles.brand}>
        <Logo />
        <span className={styles.name}>Fovea</span>
      </Link>
      <nav aria-label="Pages" className={styles.pages}>
        <Link href="/live">Live</Link>
        <Link href="/models" aria-current={current === 'models' ? 'page' : undefined}>Models</Link>
        <Link href="/compare" aria-current={current === 'compare' ? 'page' : undefined}>Compare</Link>
      </nav>
    </header>
  );
}
