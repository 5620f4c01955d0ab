import type { Card } from '../../../models/artifact/card';
import { isTestSet } from '../../../models/artifact/datasets';
import { Command } from '../command';
import { Facts } from '../facts';
import { exact } from '../figures';
import layout from '../layout.module.css';
import table from '../table.module.css';
import styles from './evaluation-report.module.css';
import { readEvaluation } from './read-evaluation';

/** What the measurements beside a classifier's card say: how often it is right, and what it takes for what. Nothing where there are none. */
export async function ClassificationReport({ card }: { readonly card: Card }) {
  const evaluation = await readEvaluation('classification', card);
  const record = evaluation?.records.find(({ size, annotations }) => size === card.input.width && !isTestSet(annotations));
  if (record === undefined) return null;
  const { images, of, classes, top1, top5, meanClass, confusions, engine, seconds, command } = record;
  return (
    <section className={`${layout.panel} ${styles.report}`} aria-labelledby="evaluation">
      <header>
        <h2 id="evaluation" className={styles.title}>What it names rightly</h2>
        <p className={styles.aside}>{exact(images)} {of === 'crops' ? 'things, each cut out of a photograph' : 'pictures'} of {exact(classes.length)} classes, kept from training.</p>
      </header>
      <div className={styles.wide}>
        <Facts facts={[
          ['Top-1', percent(top1), 'the first answer is right'],
          ['Top-5', percent(top5), 'one of five is'],
          ['By class', percent(meanClass), 'top-1, every class alike'],
        ]} />
      </div>
      {confusions.length > 0 && (
        <section className={styles.wide}>
          <h3 className={styles.part}>What is taken for what</h3>
          <div className={table.scroller}>
            <table className={styles.table}>
              <thead><tr>{['Is', 'Taken for', 'Times', 'Of its class'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
              <tbody>
                {confusions.map(({ name, taken, count, share }) => (
                  <tr key={`${name}/${taken}`}><th scope="row">{name}</th><td>{taken}</td><td>{exact(count)}</td><td>{percent(share)}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <section className={styles.wide}>
        <h3 className={styles.part}>Measured with</h3>
        <p className={styles.aside}>{engine}, in {exact(Math.round(seconds))} seconds. Measure it again:</p>
        <Command text={command} />
      </section>
    </section>
  );
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
