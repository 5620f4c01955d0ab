import { Slider } from 'radix-ui';
import { Icon } from '../theme/icons';
import styles from './control-bar.module.css';
import type { LiveSession } from './session';
import { SourceMenu } from './source-menu';

interface ControlBarProps {
  readonly session: LiveSession;
  readonly paused: boolean;
  readonly canPause: boolean;
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
  readonly onSettings: () => void;
  readonly settingsOpen: boolean;
}

/** Everything that is used while looking, in reach of a thumb. */
export function ControlBar({ session, paused, canPause, threshold, onThreshold, onSettings, settingsOpen }: ControlBarProps) {
  const percent = Math.round(100 * threshold);
  return (
    <section className={styles.bar} aria-label="Controls">
      <div className={styles.threshold}>
        <span id="threshold-name">Certainty</span>
        <Slider.Root className={styles.slider} min={5} max={95} step={1} value={[percent]} onValueChange={([value]) => value !== undefined && onThreshold(value / 100)}>
          <Slider.Track className={styles.track}>
            <Slider.Range className={styles.range} />
          </Slider.Track>
          <Slider.Thumb className={styles.thumb} aria-labelledby="threshold-name" aria-valuetext={`Show what is at least ${percent} % certain`} />
        </Slider.Root>
        <output className={styles.value}>{percent} %</output>
      </div>
      <div className={styles.buttons}>
        <SourceMenu session={session} className={styles.side ?? ''} />
        <button type="button" className={styles.main} onClick={() => void session.togglePause()} disabled={!canPause} aria-label={paused ? 'Go on' : 'Pause'} title={paused ? 'Go on' : 'Pause'}>
          <Icon name={paused ? 'play' : 'pause'} size={30} />
        </button>
        <button type="button" className={styles.side} onClick={onSettings} aria-expanded={settingsOpen} aria-haspopup="dialog">
          <Icon name="settings" />
          <span>Settings</span>
        </button>
      </div>
    </section>
  );
}
