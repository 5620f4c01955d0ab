import type { Card } from '../../../models/artifact/card';
import { isTestSet } from '../../../models/artifact/datasets';
import { Command } from '../command';
import { Facts } from '../facts';
import { exact } from '../figures';
import layout from '../layout.module.css';
import table from '../table.module.css';
import styles from './evaluation-report.module.css';
import { readEvaluation } from './read-evaluation';

/** What the first measurement beside a card says of how exactly joints are found, looked at once. Nothing where there is none. */
export async function PoseReport({ card }: { readonly card: Card }) {
  const evaluation = await readEvaluation('pose', card);
  const record = evaluation?.records.find(({ ways, annotations }) => ways[0]?.oks !== undefined && !isTestSet(annotations));
  const way = record?.ways[0];
  if (record === undefined || way?.oks === undefined) return null;
  const { persons, images, engine, seconds, command } = record;
  return (
    <section className={`${layout.panel} ${styles.report}`} aria-labelledby="evaluation">
      <header>
        <h2 id="evaluation" className={styles.title}>How exactly it finds joints</h2>
        <p className={styles.aside}>{exact(persons)} persons in {exact(images)} photographs kept from training, each in the true box.</p>
      </header>
      <div className={styles.wide}>
        <Facts facts={[
          ['OKS AP', percent(way.oks.ap), 'by COCO’s rules'],
          ['OKS AP50', percent(way.oks.ap50), 'where half as exact is enough'],
          ['PCK@0.2', percent(way.pck), 'joints within a fifth of the torso'],
        ]} />
      </div>
      <section className={styles.wide}>
        <h3 className={styles.part}>Joint by joint</h3>
        <div className={table.scroller}>
          <table className={styles.table}>
            <thead><tr>{['Joint', 'Found', 'Persons'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {way.keypoints.map(({ name, share, persons: of }) => (
                <tr key={name}><th scope="row">{name.replaceAll('_', ' ')}</th><td>{percent(share)}</td><td>{exact(of)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className={styles.wide}>
        <h3 className={styles.part}>Measured with</h3>
        <p className={styles.aside}>{engine}, in {exact(Math.round(seconds))} seconds. Measure it again:</p>
        <Command text={command} />
      </section>
    </section>
  );
}

const percent = (value: number | null): string => (value === null ? 'none there' : `${(100 * value).toFixed(1)} %`);
