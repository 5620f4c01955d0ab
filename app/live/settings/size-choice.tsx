import type { ServedCard } from '../../../models/protocol/messages';
import { looksPerSecond } from '../../looker/device-input-size';
import type { Place } from '../../offload/policy/latency-by-side';
import type { PlaceWish } from '../../offload/place-wishes';
import { ChoiceList } from '../../ui/choice-list';
import styles from './settings-panel.module.css';

interface SizeChoiceProps {
  /** What looks now. */
  readonly card: ServedCard;
  readonly place: Place;
  readonly wish: PlaceWish;
  /** What a person chose. */
  readonly chosen: number | undefined;
  readonly onChange: (size: number | undefined) => void;
}

const AUTOMATIC = 'automatic';
const AUTOMATICALLY: Readonly<Record<PlaceWish, (times: number) => string>> = {
  device: (times) => `As closely as this device can ${times} times a second`,
  server: () => 'As closely as the server can in good time',
  auto: (times) => `As closely as this device can ${times} times a second, at both places, so that they can be compared`,
};

/** How large the picture is that a model sees, where it serves several sizes. */
export function SizeChoice({ card: { task, input }, place, wish, chosen, onChange }: SizeChoiceProps) {
  const { sizes, width, height } = input;
  if (sizes === undefined) return null;
  return (
    <>
      <h3 className={styles.section} id="choose-size">How closely it looks</h3>
      <p className={styles.reason}>Now at <b>{width} × {height} pixels</b>{place === 'server' ? ' on the server' : wish === 'device' ? '' : ' on this device'}. More pixels find smaller things and take longer.</p>
      <ChoiceList
        labelledBy="choose-size"
        value={String(chosen ?? AUTOMATIC)}
        onChange={(value) => onChange(sizes.find((size) => String(size) === value))}
        choices={[{ value: AUTOMATIC, title: 'Automatic', text: AUTOMATICALLY[wish](looksPerSecond(task)) }, ...sizes.map((size) => ({ value: String(size), title: `${size} × ${size} pixels` }))]}
      />
    </>
  );
}
