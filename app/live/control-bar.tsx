import { Slider } from 'radix-ui';
import { useRef } from 'react';
import { Icon } from '../theme/icons';
import styles from './control-bar.module.css';
import { FileInput } from './file-input';
import type { LiveSession } from './session';
import { SourceMenu } from './source-menu';

interface ControlBarProps {
  readonly session: LiveSession;
  readonly paused: boolean;
  /** A picture stands still anyway: instead of a pause another one is offered. */
  readonly still: boolean;
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
  readonly onSettings: () => void;
  readonly settingsOpen: boolean;
}

/** Everything that is used while looking, in reach of a thumb. */
export function ControlBar({ session, paused, still, threshold, onThreshold, onSettings, settingsOpen }: ControlBarProps) {
  const percent = Math.round(100 * threshold);
  const fileInput = useRef<HTMLInputElement>(null);
  const main = still
    ? { name: 'Another picture', icon: 'picture', act: () => fileInput.current?.click() } as const
    : { name: paused ? 'Go on' : 'Pause', icon: paused ? 'play' : 'pause', act: () => void session.togglePause() } as const;
  return (
    <section className={styles.bar} aria-label="Controls">
      <div className={styles.threshold}>
        <span id="threshold-name">Certainty</span>
        <Slider.Root className={styles.slider} min={5} max={99} step={1} value={[percent]} onValueChange={([value]) => value !== undefined && onThreshold(value / 100)}>
          <Slider.Track className={styles.track}>
            <Slider.Range className={styles.range} />
          </Slider.Track>
          <Slider.Thumb className={styles.thumb} aria-labelledby="threshold-name" aria-valuetext={`Show what is at least ${percent} % certain`} />
        </Slider.Root>
        <output className={styles.value}>{percent} %</output>
      </div>
      <div className={styles.buttons}>
        <SourceMenu session={session} className={styles.side ?? ''} />
        <button type="button" className={styles.main} onClick={main.act} aria-label={main.name} title={main.name}>
          <Icon name={main.icon} size={30} />
        </button>
        <button type="button" className={styles.side} onClick={onSettings} aria-expanded={settingsOpen} aria-haspopup="dialog">
          <Icon name="settings" />
          <span>Settings</span>
        </button>
      </div>
      <FileInput inputRef={fileInput} session={session} />
    </section>
  );
}
