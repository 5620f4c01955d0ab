import { Progress } from 'radix-ui';
import { megabytes } from './bytes';
import styles from './model-progress.module.css';
import type { Progress as VisionProgress } from '../vision/messages';

interface ModelProgressProps {
  readonly progress: VisionProgress;
  /** The model ran already: it is read again from this device. */
  readonly again?: boolean;
  readonly floating?: boolean;
}

/** Download, engine and warm-up behind one bar. */
export function ModelProgress({ progress, again = false, floating = false }: ModelProgressProps) {
  const percent = Math.round(100 * progress.done);
  const step = again && progress.step === 'download' ? 'warm-up' : progress.step;
  return (
    <div className={floating ? styles.floating : styles.plain}>
      <p className={styles.words}>
        <span>{STEPS[step]}</span>
        <span className={styles.amount}>{!again && progress.totalBytes > 0 && `${megabytes(progress.loadedBytes)} of ${megabytes(progress.totalBytes)} MB`}</span>
      </p>
      <Progress.Root className={styles.track} value={percent} aria-label="Getting the model ready">
        <Progress.Indicator className={styles.done} style={{ scale: `${progress.done} 1` }} />
      </Progress.Root>
    </div>
  );
}

const STEPS: Readonly<Record<VisionProgress['step'], string>> = {
  'download': 'Downloading the model',
  'engine': 'Starting the engine',
  'warm-up': 'Warming up',
};
