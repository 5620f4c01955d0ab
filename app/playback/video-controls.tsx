import { Slider } from 'radix-ui';
import { useState } from 'react';
import { clock } from '../captures/clock';
import bar from '../live/control-bar.module.css';
import { useStore } from '../ui/use-store';
import type { ValueStore } from '../ui/value-store';
import { Icon, type IconName } from '../theme/icons';
import { usePlayback } from './use-playback';
import styles from './video-controls.module.css';

const SPEEDS = [0.25, 0.5, 1, 2] as const;

interface VideoControlsProps {
  /** The element that plays it, once it has a picture. */
  readonly shown: ValueStore<HTMLVideoElement | null>;
  /** Called before a step: one steps through what stands still. */
  readonly onPause: () => void;
  readonly onWholeFile: () => void;
}

/** Where in a video one is, step by step, how fast it plays, and the way to all of its pictures. */
export function VideoControls({ shown, onPause, onWholeFile }: VideoControlsProps) {
  const video = useStore(shown);
  const { position: { atS, lengthS }, seek, step } = usePlayback(video);
  const [speed, setSpeed] = useState(1);
  const stepBy = (direction: 1 | -1) => {
    onPause();
    step(direction);
  };
  const changeSpeed = (value: number) => {
    setSpeed(value);
    // A video that is loaded anew starts at its default.
    if (video !== null) Object.assign(video, { defaultPlaybackRate: value, playbackRate: value });
  };
  return (
    <div className={styles.controls} role="group" aria-label="Video">
      <div className={styles.row}>
        <Slider.Root className={bar.slider} min={0} max={Math.max(lengthS, 0.1)} step={0.1} value={[atS]} onValueChange={([value]) => value !== undefined && seek(value)}>
          <Slider.Track className={bar.track}>
            <Slider.Range className={bar.range} />
          </Slider.Track>
          <Slider.Thumb className={bar.thumb} aria-label="Position" aria-valuetext={`${clock(1000 * atS)} of ${clock(1000 * lengthS)}`} />
        </Slider.Root>
        <span className={styles.time} aria-hidden="true">{clock(1000 * atS)} / {clock(1000 * lengthS)}</span>
      </div>
      <div className={styles.row}>
        <StepButton icon="stepBack" name="One picture back" onClick={() => stepBy(-1)} />
        <StepButton icon="stepOn" name="One picture on" onClick={() => stepBy(1)} />
        <select className={styles.speed} aria-label="Speed" value={speed} onChange={({ currentTarget }) => changeSpeed(Number(currentTarget.value))}>
          {SPEEDS.map((value) => <option key={value} value={value}>{value} ×</option>)}
        </select>
        <button type="button" className={styles.whole} onClick={onWholeFile} aria-haspopup="dialog">
          <Icon name="film" size={20} />
          Whole file
        </button>
      </div>
    </div>
  );
}

function StepButton({ icon, name, onClick }: { readonly icon: IconName; readonly name: string; readonly onClick: () => void }) {
  return (
    <button type="button" className={styles.step} onClick={onClick} aria-label={name} title={name}>
      <Icon name={icon} size={20} />
    </button>
  );
}
