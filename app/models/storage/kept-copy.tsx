'use client';

import { useRef, useState } from 'react';
import { Icon } from '../../theme/icons';
import buttons from '../../theme/buttons.module.css';
import { useDeviceStorage, type StorageState } from './device-storage';
import { size } from '../figures';
import styles from './kept-copy.module.css';

interface KeptCopyProps {
  readonly model: string;
  readonly title: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Whether a model is on this device, and the button that deletes it there. */
export function KeptCopy({ model, title, sha256, sizeBytes }: KeptCopyProps) {
  const { state, remove } = useDeviceStorage();
  const [failed, setFailed] = useState(false);
  const words = useRef<HTMLParagraphElement>(null);
  const kept = state.status === 'known' ? state.kept.find((entry) => entry.model === model) : undefined;

  const onDelete = async () => {
    try {
      await remove(model);
      setFailed(false);
      // The button is gone; who pressed it stays here.
      words.current?.focus();
    } catch {
      setFailed(true);
    }
  };

  return (
    <div className={styles.row}>
      <p className={styles.words} ref={words} tabIndex={-1} data-kept={kept !== undefined} role="status">
        {kept !== undefined && <Icon name="check" size={18} />}
        {failed ? 'This browser did not let it be deleted. Clear the site’s data in the browser’s settings.' : describe(state, kept, sha256, sizeBytes)}
      </p>
      {kept !== undefined && (
        <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.quiet}`} onClick={() => void onDelete()}>
          <Icon name="trash" size={18} />
          Delete <span className="visually-hidden">{title} from this device</span>
        </button>
      )}
    </div>
  );
}

function describe({ status }: StorageState, kept: { readonly sha256: string; readonly sizeBytes: number } | undefined, sha256: string, sizeBytes: number): string {
  if (status === 'looking') return 'Looking what is on this device …';
  if (status === 'none') return `Downloads ${size(sizeBytes)} on each visit`;
  if (kept === undefined) return `Not on this device: its first use downloads ${size(sizeBytes)}`;
  return kept.sha256 === sha256 ? `On this device, ${size(kept.sizeBytes)}` : `Another version is on this device, ${size(kept.sizeBytes)}`;
}
