import type { Place } from '../../models/runtime/place-times';
import disclosure from './disclosure.module.css';
import type { MeterReading } from './meter';
import styles from './speed-section.module.css';
import { SpeedDetails } from './speed-details';

/** How fast it is, and behind that where the time goes. */
export function SpeedSection({ reading, place }: { readonly reading: MeterReading | undefined; readonly place: Place }) {
  if (reading === undefined) return null;
  return (
    <details className={disclosure.disclosure}>
      <summary>Where the time goes</summary>
      <div className={styles.details}><SpeedDetails reading={reading} place={place} /></div>
    </details>
  );
}
