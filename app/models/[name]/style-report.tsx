import type { Card } from '../../../models/artifact/card';
import layout from '../layout.module.css';
import table from '../table.module.css';
import styles from './evaluation-report.module.css';
import { MeasureAgain } from './measure-again';
import { readEvaluation } from './read-evaluation';

/** How a model paints, a row for each style. Nothing where it was not measured. */
export async function StyleReport({ card }: { readonly card: Card }) {
  const evaluation = await readEvaluation('style', card);
  if (evaluation === undefined) return null;
  return (
    <section className={`${layout.panel} ${styles.report}`} aria-labelledby="evaluation">
      <header>
        <h2 id="evaluation" className={styles.title}>How it paints</h2>
        <p className={styles.aside}>How unlike each painting its pictures are, and how unlike the photographs, as another network sees them: less is better.</p>
      </header>
      <div className={`${styles.wide} ${table.scroller}`} role="region" aria-label="Losses" tabIndex={0}>
        <table className={styles.table}>
          <thead><tr>{['Pixels', 'Style', 'Unlike the painting', 'Unlike the photograph'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {evaluation.records.flatMap(({ size, styles: all }) => all.map(({ name, styleLoss, contentLoss }) => (
              <tr key={`${size} ${name}`}><td>{size}</td><th scope="row">{name}</th><td>{styleLoss.toPrecision(3)}</td><td>{contentLoss.toPrecision(3)}</td></tr>
            )))}
          </tbody>
        </table>
      </div>
      <MeasureAgain records={evaluation.records} />
    </section>
  );
}
