import { Slider, Toggle } from 'radix-ui';
import { useState } from 'react';
import { adjustCamera, cameraAbilities } from './camera-abilities';
import { Icon } from '../../theme/icons';
import styles from '../../live/control-bar.module.css';

/** Torch and zoom, for cameras that have them. */
export function CameraControls({ track }: { readonly track: MediaStreamTrack }) {
  const [{ hasTorch, torch, zoom }, setAbilities] = useState(() => cameraAbilities(track));
  const adjust = (change: Parameters<typeof adjustCamera>[1]) => {
    // What the camera made of it is shown, also where it refused.
    adjustCamera(track, change).catch(() => undefined).finally(() => setAbilities(cameraAbilities(track)));
  };
  if (!hasTorch && zoom === undefined) return null;
  return (
    <div className={styles.threshold}>
      {hasTorch && (
        <Toggle.Root className={styles.toggle} pressed={torch} onPressedChange={(on) => adjust({ torch: on })} aria-label="Torch" title="Torch">
          <Icon name="torch" size={20} />
        </Toggle.Root>
      )}
      {zoom !== undefined && (
        <>
          <Slider.Root className={styles.slider} min={zoom.min} max={zoom.max} step={zoom.step} value={[zoom.value]} onValueChange={([value]) => value !== undefined && adjust({ zoom: value })}>
            <Slider.Track className={styles.track}>
              <Slider.Range className={styles.range} />
            </Slider.Track>
            <Slider.Thumb className={styles.thumb} aria-label="Zoom" aria-valuetext={`${(zoom.value / zoom.min).toFixed(1)} times`} />
          </Slider.Root>
          <output className={styles.value}>{(zoom.value / zoom.min).toFixed(1)} ×</output>
        </>
      )}
    </div>
  );
}
