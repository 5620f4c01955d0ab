import type { Unlearnable } from '../../../models/pose/movement/movement';
import { COVERS } from '../../overlay/overlay';
import type { Poses } from './repetition-session';
import styles from './show-movement.module.css';
import { show, SHOWING_MS, stopShowing, type Showing } from './showing';

/** A movement is shown once: a countdown to step back, three seconds to do it. */
export function ShowMovement({ poses, showing }: { readonly poses: Poses; readonly showing: Showing }) {
  const isBusy = showing.stage === 'countdown' || showing.stage === 'recording';
  return (
    <section {...COVERS} className={styles.show} aria-label="Your own movement">
      {showing.stage === 'countdown' && <span className={styles.number} key={showing.seconds} aria-hidden="true">{showing.seconds}</span>}
      <p className={styles.text} role="status">{wordsOf(showing)}</p>
      <button type="button" className={styles.act} onClick={() => (isBusy ? stopShowing() : show(poses))}>
        {isBusy ? 'Stop' : showing.stage === 'shown' ? 'Show another' : showing.stage === 'refused' ? 'Try again' : 'Show it'}
      </button>
      {showing.stage === 'recording' && <div className={styles.progress} style={{ animationDuration: `${SHOWING_MS}ms` }} />}
    </section>
  );
}

function wordsOf(showing: Showing): string {
  switch (showing.stage) {
    case 'none': return 'Show a movement once, then it is counted.';
    case 'countdown': return `Step back. It begins in ${showing.seconds}.`;
    case 'recording': return 'Now: do it once, there and back.';
    case 'refused': return REFUSALS[showing.because];
    case 'shown': return 'Learned, on this page only.';
  }
}

const REFUSALS: Readonly<Record<Unlearnable, string>> = {
  nobody: 'Too little of you was in the picture. Step back and try again.',
  still: 'Nothing moved far enough. Make it larger, and once only.',
};
