'use client';

import { Fragment, useState } from 'react';
import { Icon } from '../theme/icons';
import styles from './command.module.css';

/** A command line that can be taken along; by hand where the browser has no clipboard for this address. */
export function Command({ text }: { readonly text: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  const copy = () => {
    const done = 'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'));
    done.then(() => setOutcome('copied'), () => setOutcome('failed'));
  };
  return (
    <div className={styles.command}>
      <code className={styles.text}>
        {/* A line breaks between words only: not within an option, nor after its hyphens. */}
        {text.split(' ').map((word, index) => <Fragment key={index}>{index > 0 && ' '}<span>{word}</span></Fragment>)}
      </code>
      <button type="button" className={styles.copy} onClick={copy} aria-label="Copy the command">
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} size={18} />
      </button>
      <span className="visually-hidden" role="status">{outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'This browser does not let it be copied: mark the text instead' : ''}</span>
    </div>
  );
}
