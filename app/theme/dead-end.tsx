import Link from 'next/link';
import buttons from './buttons.module.css';
import styles from './dead-end.module.css';
import { Icon } from './icons';
import { SiteHeader } from './site-header';

/** A page in the place of one that is not there, and the ways on from it. */
export function DeadEnd({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className={styles.page}>
      <SiteHeader />
      <main className={styles.main}>
        <svg className={styles.nothing} viewBox="0 0 160 104" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" aria-hidden="true" focusable="false">
          <path d="M10 30V20a10 10 0 0 1 10-10h12M128 10h12a10 10 0 0 1 10 10v10M150 74v10a10 10 0 0 1-10 10h-12M32 94H20a10 10 0 0 1-10-10V74" />
          <path d="M64 52h32" strokeDasharray="0.1 10" />
        </svg>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.text}>{text}</p>
        <div className={styles.actions}>
          <Link className={`${buttons.button} ${buttons.primary}`} href="/live"><Icon name="camera" />Live</Link>
          <Link className={`${buttons.button} ${buttons.secondary}`} href="/">Home page</Link>
        </div>
      </main>
    </div>
  );
}
