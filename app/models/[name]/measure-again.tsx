import { Command } from '../command';
import styles from './evaluation-report.module.css';

/** The commands that made figures, to be run by whoever doubts them. */
export function MeasureAgain({ records }: { readonly records: readonly { readonly command: string }[] }) {
  return (
    <section className={styles.wide}>
      <h3 className={styles.part}>Measure it again</h3>
      {records.map(({ command }) => <Command key={command} text={command} />)}
    </section>
  );
}
