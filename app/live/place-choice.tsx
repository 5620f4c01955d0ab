import type { OffloadingState } from '../offload/offloading';
import { PLACE_WISHES, type PlaceWish } from '../offload/place-wishes';
import { ChoiceList } from './choice-list';
import styles from './settings-panel.module.css';
import { TokenForm } from './token-form';

interface PlaceChoiceProps {
  readonly wish: PlaceWish;
  readonly offloading: OffloadingState;
  /** The model that was chosen runs on the server only. */
  readonly serverOnly: boolean;
  readonly onChange: (place: PlaceWish) => void;
  readonly onToken: (token: string) => void;
}

const CHOICES: Readonly<Record<PlaceWish, { readonly title: string; readonly text: string }>> = {
  device: { title: 'This device', text: 'Pictures never leave it' },
  server: { title: 'The server', text: 'For devices that are too slow; pictures are sent there' },
  auto: { title: 'Whichever is faster', text: 'Both are measured; pictures are sent while that is faster' },
};

/** Where pictures are looked at. */
export function PlaceChoice({ wish, offloading, serverOnly, onChange, onToken }: PlaceChoiceProps) {
  return (
    <>
      <h3 className={styles.section} id="choose-place">Where it runs</h3>
      {offloading.wish !== 'device' && <p className={styles.reason}>{offloading.reason}</p>}
      {serverOnly && <p className={styles.reason}>Anywhere else the model before goes on.</p>}
      <ChoiceList
        labelledBy="choose-place"
        value={wish}
        onChange={(value) => {
          const place = PLACE_WISHES.find((known) => known === value);
          if (place !== undefined) onChange(place);
        }}
        choices={PLACE_WISHES.map((value) => ({ value, ...CHOICES[value] }))}
      />
      {offloading.asksToken && <TokenForm onToken={onToken} />}
    </>
  );
}
