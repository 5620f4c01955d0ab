'use client';

import { useEffect, useRef, useState } from 'react';
import '../install/install-offer'; // Listens from the first page on.
import { mayLeave } from '../leaving';
import buttons from '../theme/buttons.module.css';
import { watchForUpdates, type Update, type UpdateWatch } from './watch-for-updates';
import styles from './update-prompt.module.css';

const WORDS: Readonly<Record<Update, { readonly title: string; readonly text: string }>> = {
  ready: { title: 'A new version is ready', text: 'It starts when you reload, or the next time you open Fovea.' },
  elsewhere: { title: 'Updated in another tab', text: 'This page is of the version before. Reload it when it suits you.' },
};

/** Offers a new version and leaves the moment to the person: what runs on the page goes on below. */
export function UpdatePrompt() {
  const [update, setUpdate] = useState<Update>();
  const [taken, setTaken] = useState(false);
  const watch = useRef<UpdateWatch>(undefined);
  useEffect(() => {
    // In development a kept page would stand before the one that is being changed.
    if (process.env.NODE_ENV !== 'production') return undefined;
    const started = watchForUpdates(setUpdate);
    watch.current = started;
    return started.stop;
  }, []);

  const onReload = () => {
    if (!mayLeave()) return;
    setTaken(true);
    watch.current?.take();
  };

  // The region is there before its words are, or a screen reader would not read them.
  return (
    <div className={styles.place} role="status">
      {update !== undefined && (
        <div className={styles.prompt}>
          <div className={styles.words}>
            <p className={styles.title}>{WORDS[update].title}</p>
            <p className={styles.text}>{WORDS[update].text}</p>
          </div>
          <div className={styles.actions}>
            <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.primary}`} onClick={onReload} disabled={taken}>{taken ? 'Reloading …' : 'Reload'}</button>
            <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.quiet}`} onClick={() => setUpdate(undefined)}>Later</button>
          </div>
        </div>
      )}
    </div>
  );
}
