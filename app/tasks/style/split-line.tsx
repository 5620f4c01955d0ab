import { Slider } from 'radix-ui';
import { COVERS } from '../../overlay/overlay';
import { Icon } from '../../theme/icons';
import { useStore } from '../../ui/use-store';
import styles from './split-line.module.css';
import { wish } from './wish';

/** The line between the camera's picture and the painted one, to be dragged or moved with the arrow keys. */
export function SplitLine() {
  const { split } = useStore(wish);
  if (split === undefined) return null;
  const percent = Math.round(100 * split);
  return (
    // A drag of the line is no swipe over the picture.
    <Slider.Root className={styles.line} min={0} max={1000} value={[Math.round(1000 * split)]} step={5} onValueChange={([value]) => value !== undefined && wish.choose({ split: value / 1000 })} onPointerUp={(event) => event.stopPropagation()} onClick={(event) => event.stopPropagation()}>
      <Slider.Thumb {...COVERS} className={styles.thumb} aria-label="Line between the camera and the painting" aria-valuetext={`The painting begins at ${percent} % from the left`}>
        <span className={styles.grip}><Icon name="divide" size={22} /></span>
      </Slider.Thumb>
    </Slider.Root>
  );
}
