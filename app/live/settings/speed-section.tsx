import type { Place } from '../../offload/policy/latency-by-side';
import disclosure from '../../ui/disclosure.module.css';
import type { MeterReading } from '../../looker/meter';
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
