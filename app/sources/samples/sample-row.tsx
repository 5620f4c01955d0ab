import { useId } from 'react';
import { Icon } from '../../theme/icons';
import styles from './sample-row.module.css';
import { CREDITS, SAMPLES, type Sample } from './samples';

/** What one can try the page on without a camera. */
export function SampleRow({ onChoose }: { readonly onChoose: (sample: Sample) => void }) {
  const name = useId();
  return (
    <div className={styles.samples} role="group" aria-labelledby={name}>
      <p id={name} className={styles.name}>Or try it on a sample</p>
      <div className={styles.row}>
        {SAMPLES.map((sample) => (
          <button key={sample.file} type="button" className={styles.sample} onClick={() => onChoose(sample)} title={sample.title}>
            <img src={sample.thumbnail} alt={sample.title} width={160} height={120} loading="lazy" fetchPriority="low" />
            {sample.moves && <span className={styles.moves}><Icon name="play" size={18} /></span>}
          </button>
        ))}
      </div>
      <details className={styles.credits}>
        <summary>Whose pictures these are</summary>
        {CREDITS}
      </details>
    </div>
  );
}
