import { Progress } from 'radix-ui';
import { COVERS } from '../overlay/overlay';
import { megabytes } from '../ui/bytes';
import styles from './model-progress.module.css';
import type { Progress as VisionProgress } from '../looker/messages';

/** What a model's opening takes behind one bar. */
export function ModelProgress({ progress, floating = false }: { readonly progress: VisionProgress; readonly floating?: boolean }) {
  const percent = Math.round(100 * progress.done);
  return (
    <div className={floating ? styles.floating : styles.plain} {...(floating && COVERS)}>
      <p className={styles.words}>
        <span>{STEPS[progress.step]}</span>
        <span className={styles.amount}>{progress.step === 'download' && `${megabytes(progress.loadedBytes)} of ${megabytes(progress.totalBytes)} MB`}</span>
      </p>
      <Progress.Root className={styles.track} value={percent} aria-label="Getting the model ready">
        <Progress.Indicator className={styles.done} style={{ scale: `${progress.done} 1` }} />
      </Progress.Root>
    </div>
  );
}

const STEPS: Readonly<Record<VisionProgress['step'], string>> = {
  'read': 'Reading the model',
  'download': 'Downloading the model',
  'engine': 'Starting the engine',
  'warm-up': 'Warming up',
};
