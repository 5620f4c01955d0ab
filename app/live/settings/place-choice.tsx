import type { TaskName } from '../../../models/tasks';
import type { OffloadingState } from '../../offload/offloading-state';
import { PLACE_WISHES, type PlaceWish } from '../../offload/place-wishes';
import { pageTask } from '../../tasks';
import { ChoiceList } from '../../ui/choice-list';
import styles from './settings-panel.module.css';
import { TokenForm } from './token-form';

interface PlaceChoiceProps {
  readonly wish: PlaceWish;
  readonly offloading: OffloadingState;
  readonly tokenNeeded: boolean;
  /** The model that looks at any other place, where the one that was chosen runs on the server only. */
  readonly otherwise: string | undefined;
  readonly onChange: (place: PlaceWish) => void;
  readonly onToken: (token: string) => void;
}

const CHOICES: Readonly<Record<PlaceWish, { readonly title: string; readonly text: string }>> = {
  device: { title: 'This device', text: 'Pictures never leave it' },
  server: { title: 'The server', text: 'For devices that are too slow; pictures are sent there' },
  auto: { title: 'Whichever is faster', text: 'Both are measured; pictures are sent while that is faster' },
};

/** Where pictures are looked at. */
export function PlaceChoice({ wish, offloading, tokenNeeded, otherwise, onChange, onToken }: PlaceChoiceProps) {
  return (
    <>
      <h3 className={styles.section} id="choose-place">Where it runs</h3>
      {offloading.wish !== 'device' && offloading.token === 'unasked' && <p className={styles.reason}>{offloading.reason}</p>}
      {otherwise !== undefined && <p className={styles.reason}>The model that you chose runs on the server only. At any other place {otherwise} looks.</p>}
      <ChoiceList
        labelledBy="choose-place"
        value={wish}
        onChange={(value) => {
          const place = PLACE_WISHES.find((known) => known === value);
          if (place !== undefined) onChange(place);
        }}
        choices={PLACE_WISHES.map((value) => ({ value, ...CHOICES[value], ...(tokenNeeded && value === 'server' && { detail: 'It asks for its token' }) }))}
      />
      {offloading.token !== 'unasked' && <TokenForm state={offloading.token} onToken={onToken} />}
    </>
  );
}

/** In place of it, in a mode of which the server knows nothing. */
export function DeviceOnly({ mode }: { readonly mode: TaskName }) {
  return (
    <>
      <h3 className={styles.section}>Where it runs</h3>
      <p className={styles.reason}>{pageTask(mode).mode} runs on this device only; pictures never leave it, whatever you chose for other modes.</p>
    </>
  );
}
