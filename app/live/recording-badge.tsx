import { useEffect, useState } from 'react';
import type { RecordingProgress } from '../keep/recorder';
import { megabytes } from './bytes';
import styles from './recording-badge.module.css';

/** That a recording runs, for how long, and how large it is by now. */
export function RecordingBadge({ recording: { startedAt, bytes } }: { readonly recording: RecordingProgress }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - startedAt) / 1000)), 250);
    return () => clearInterval(timer);
  }, [startedAt]);
  return (
    <p className={styles.badge}>
      <span className={styles.dot} aria-hidden="true" />
      <span className="visually-hidden">Recording</span>
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')} · {megabytes(bytes)} MB
    </p>
  );
}
