import { useSyncExternalStore } from 'react';
import { COVERS } from '../overlay/overlay';
import { Icon } from '../theme/icons';
import styles from './full-screen-button.module.css';

/** Gives the page the whole screen and takes it back; nothing where the browser cannot, as on an iPhone. */
export function FullScreenButton() {
  const isPossible = useSyncExternalStore(neverChanges, () => document.fullscreenEnabled, () => false);
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null, () => false);
  if (!isPossible) return null;
  const name = isFull ? 'Leave full screen' : 'Full screen';
  const toggle = () => (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen({ navigationUI: 'hide' })).catch(() => undefined);
  return (
    <button type="button" {...COVERS} className={styles.button} onClick={() => void toggle()} aria-label={name} title={name}>
      <Icon name={isFull ? 'smaller' : 'larger'} size={22} />
    </button>
  );
}

const neverChanges = () => () => undefined;

function subscribe(watcher: () => void): () => void {
  document.addEventListener('fullscreenchange', watcher);
  return () => document.removeEventListener('fullscreenchange', watcher);
}
