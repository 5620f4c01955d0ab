import { AlertDialog } from 'radix-ui';
import { useState } from 'react';
import type { OffloadingState } from '../offload/offloading';
import { PLACE_WISHES, type PlaceWish } from '../offload/place-wishes';
import card from './card.module.css';
import { ChoiceList } from './choice-list';
import kept from './kept-sheet.module.css';
import styles from './settings-panel.module.css';

interface PlaceChoiceProps {
  readonly wish: PlaceWish;
  readonly offloading: OffloadingState;
  readonly maySend: boolean;
  readonly onChange: (place: PlaceWish) => void;
}

const CHOICES: Readonly<Record<PlaceWish, { readonly title: string; readonly text: string }>> = {
  device: { title: 'This device', text: 'Pictures never leave it' },
  server: { title: 'The server', text: 'For devices that are too slow; pictures are sent there' },
  auto: { title: 'Whichever is faster', text: 'Both are measured; pictures are sent while that is faster' },
};

/** Where pictures are looked at. The first time that any would leave the device a person is asked. */
export function PlaceChoice({ wish, offloading, maySend, onChange }: PlaceChoiceProps) {
  const [asked, setAsked] = useState<PlaceWish>();
  const choose = (place: PlaceWish) => (place === 'device' || maySend ? onChange(place) : setAsked(place));
  return (
    <>
      <h3 className={styles.section} id="choose-place">Where it runs</h3>
      {offloading.wish !== 'device' && <p className={styles.reason}>{offloading.reason}</p>}
      <ChoiceList
        labelledBy="choose-place"
        value={wish}
        onChange={(value) => {
          const place = PLACE_WISHES.find((known) => known === value);
          if (place !== undefined) choose(place);
        }}
        choices={PLACE_WISHES.map((value) => ({ value, ...CHOICES[value] }))}
      />
      <AlertDialog.Root open={asked !== undefined} onOpenChange={(open) => !open && setAsked(undefined)}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className={kept.veil} />
          <AlertDialog.Content className={kept.sheet}>
            <AlertDialog.Title className={kept.title}>Send pictures to the server?</AlertDialog.Title>
            <AlertDialog.Description className={kept.description}>
              Small copies of what the camera sees go to {location.host}, while the server looks and now and then to measure it. They are looked at and forgotten there: never stored, never written to a log. You can take this back here at any time.
            </AlertDialog.Description>
            <div className={kept.actions}>
              <AlertDialog.Action className={card.primary} onClick={() => asked !== undefined && onChange(asked)}>Send pictures</AlertDialog.Action>
              <AlertDialog.Cancel className={card.secondary}>Keep them here</AlertDialog.Cancel>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </>
  );
}
