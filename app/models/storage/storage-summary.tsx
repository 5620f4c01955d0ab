'use client';

import { useState } from 'react';
import buttons from '../../theme/buttons.module.css';
import { Sign } from '../../theme/sign';
import { useDeviceStorage, type Contents } from './device-storage';
import { size } from '../figures';
import { KeptCopy } from './kept-copy';
import styles from './storage-summary.module.css';

/** What Fovea takes up on this device, whether that stays, and copies of models that are offered no more. */
export function StorageSummary({ offered }: { readonly offered: readonly string[] }) {
  const { state, persist } = useDeviceStorage();
  const [refused, setRefused] = useState(false);
  return (
    <section className={styles.summary} aria-labelledby="on-this-device">
      <Sign icon="device" />
      <div className={styles.words}>
        <h2 id="on-this-device" className={styles.title}>On this device</h2>
        {state.status === 'looking' && <p>Looking …</p>}
        {state.status === 'none' && <p>This browser keeps nothing for this address, so each visit downloads anew. It does keep models over HTTPS and outside of private windows.</p>}
        {state.status === 'known' && (
          <>
            <p>{amounts(state)}</p>
            <p role="status">{promise(state.persistent, refused)}</p>
            {state.kept.filter(({ model }) => !offered.includes(model)).map(({ model, sha256, sizeBytes }) => (
              <div key={model}>
                <p className={styles.former}>{model}, no longer offered</p>
                <KeptCopy model={model} title={model} sha256={sha256} sizeBytes={sizeBytes} />
              </div>
            ))}
          </>
        )}
      </div>
      {state.status === 'known' && state.persistent === false && (
        <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={() => void persist().then((persistent) => setRefused(!persistent))}>
          Keep for good
        </button>
      )}
    </section>
  );
}

function amounts({ kept, usedBytes, allowedBytes }: Contents): string {
  const models = kept.length === 0 ? 'No model yet' : `${kept.length === 1 ? '1 model' : `${kept.length} models`}, ${size(kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}`;
  if (usedBytes === undefined) return `${models}.`;
  const all = `with the application ${size(usedBytes)}`;
  return `${models}; ${all}${allowedBytes === undefined ? '' : ` of the ${size(allowedBytes)} that this browser allows`}.`;
}

function promise(persistent: boolean | undefined, refused: boolean): string {
  if (persistent === true) return 'Persistent: it stays until you delete it.';
  if (refused) return 'The browser does not promise that yet. It does for applications that are installed or often used.';
  return 'The browser may clear it when space is short.';
}
