import { Slider } from 'radix-ui';
import { useEffect, useRef } from 'react';
import { taskNamed, type TaskName } from '../../models/tasks';
import type { Source } from '../sources/source';
import { canRecord } from '../captures/recorder';
import { VideoControls } from '../playback/video-controls';
import { Icon, type IconName } from '../theme/icons';
import { COVERS } from '../overlay/overlay';
import { CameraControls } from '../sources/camera/camera-controls';
import styles from './control-bar.module.css';
import { FileInput } from '../sources/files/file-input';
import type { CaptureTrayState } from '../captures/capture-tray';
import type { LiveState } from './session/live-state';
import { filterFor, lookingCard, sifted } from './session/live-selectors';
import type { LiveSession } from './session/session';
import { pageTask } from '../tasks';
import { ModeStrip } from './mode-strip';
import { SourceMenu } from '../sources/source-menu';

interface ControlBarProps {
  readonly session: LiveSession;
  readonly state: LiveState;
  readonly source: Source;
  readonly modes: readonly TaskName[];
  readonly keeping: CaptureTrayState;
  readonly onSettings: () => void;
  readonly settingsOpen: boolean;
}

/** Everything that is used while looking, in reach of a thumb. */
export function ControlBar({ session, state, source, modes, keeping, onSettings, settingsOpen }: ControlBarProps) {
  const { paused, vision, preferences } = state;
  const someoneLooks = lookingCard(vision, session.offloading.state.get(), preferences.mode) !== undefined;
  const { certainty } = pageTask(preferences.mode).controls;
  const leastPercent = Math.round(100 * taskNamed(preferences.mode).lowestScore);
  const still = source.kind === 'picture';
  const percent = Math.round(100 * filterFor(sifted(state), preferences).threshold);
  const fileInput = useRef<HTMLInputElement>(null);
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // The button that opened the source is gone, and the focus with it.
    if (document.activeElement === document.body) bar.current?.focus();
  }, []);
  // A picture stands still anyway: instead of a pause another one is offered.
  const main = still
    ? { name: 'Another picture', icon: 'picture', act: () => fileInput.current?.click() } as const
    : { name: paused ? 'Go on' : 'Pause', icon: paused ? 'play' : 'pause', act: () => void session.router.togglePause() } as const;
  const recording = keeping.recording !== undefined;
  return (
    <section {...COVERS} ref={bar} tabIndex={-1} className={styles.bar} aria-label="Controls">
      <ModeStrip modes={modes} mode={preferences.mode} onChange={(mode) => session.models.chooseMode(mode)} />
      {source.kind === 'camera' && <CameraControls key={source.track.id} track={source.track} />}
      {source.kind === 'video' && <VideoControls key={source.url} shown={session.router.shown} onPause={() => void session.pause()} onWholeFile={() => void session.lookThrough()} />}
      {certainty !== undefined && (
        <div className={styles.threshold}>
          <span id="threshold-name">{certainty.name}</span>
          <Slider.Root className={styles.slider} min={leastPercent} max={99} step={1} value={[percent]} onValueChange={([value]) => value !== undefined && session.choices.setThreshold(value / 100)}>
            <Slider.Track className={styles.track}>
              <Slider.Range className={styles.range} />
            </Slider.Track>
            <Slider.Thumb className={styles.thumb} aria-labelledby="threshold-name" aria-valuetext={certainty.describe(percent)} />
          </Slider.Root>
          <span className={styles.value} aria-hidden="true"><bdi dir="ltr">{percent} %</bdi></span>
        </div>
      )}
      <div className={styles.buttons}>
        <SourceMenu sources={session.sources} className={styles.side ?? ''} />
        <SideButton icon="shutter" name="Snapshot" disabled={!someoneLooks || keeping.busy} onClick={() => void session.snapshots.snapshot()} />
        <button type="button" className={styles.main} onClick={main.act} aria-label={main.name} title={main.name}>
          <Icon name={main.icon} size={30} />
        </button>
        <SideButton icon={recording ? 'stop' : 'record'} name={recording ? 'Stop recording' : 'Record'} shown={recording ? 'Stop' : 'Record'} disabled={still || !canRecord()} onClick={() => void session.snapshots.toggleRecording()} />
        <button type="button" className={styles.side} onClick={onSettings} aria-label="Settings" aria-expanded={settingsOpen} aria-haspopup="dialog">
          <Icon name="settings" />
          <span>Settings</span>
        </button>
      </div>
      <FileInput inputRef={fileInput} sources={session.sources} />
    </section>
  );
}

interface SideButtonProps {
  readonly icon: IconName;
  readonly name: string;
  /** Where the name is too long to be shown. */
  readonly shown?: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

function SideButton({ icon, name, shown = name, disabled, onClick }: SideButtonProps) {
  return (
    <button type="button" className={styles.side} disabled={disabled} onClick={onClick} aria-label={name}>
      <Icon name={icon} />
      <span>{shown}</span>
    </button>
  );
}
