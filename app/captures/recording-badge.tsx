import { useEffect, useState } from 'react';
import { clock } from './clock';
import type { RecordingProgress } from './recorder';
import { megabytes } from '../ui/bytes';
import { COVERS } from '../overlay/overlay';
import pill from '../ui/pill.module.css';
import styles from './recording-badge.module.css';

/** The browser hands over little before the first second or two of it. */
const WORTH_SAYING = 1e5;

/** That a recording runs, for how long, and how large it is by now. */
export function RecordingBadge({ recording: { startedAt, bytes } }: { readonly recording: RecordingProgress }) {
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(Date.now() - startedAt), 250);
    return () => clearInterval(timer);
  }, [startedAt]);
  return (
    <p className={pill.pill} {...COVERS}>
      <span className={styles.dot} aria-hidden="true" />
      <span className="visually-hidden">Recording</span>
      {clock(elapsedMs)}{bytes >= WORTH_SAYING && ` · ${megabytes(bytes)} MB`}
    </p>
  );
}
