import type { Card } from '../../../models/artifact/card';
import { quotedDataset } from '../../../models/artifact/datasets';
import { exact } from '../figures';
import layout from '../layout.module.css';
import table from '../table.module.css';
import styles from './evaluation-report.module.css';
import { MeasureAgain } from './measure-again';
import { readEvaluation } from './read-evaluation';

/** How well a model tells pixels apart, a row for each class of each data set. Nothing where it was not measured. */
export async function SegmentationReport({ card }: { readonly card: Card }) {
  const evaluation = await readEvaluation('segmentation', card);
  if (evaluation === undefined) return null;
  const rows = evaluation.records.flatMap(({ classes, annotations }) => classes.map((one) => ({ ...one, dataset: quotedDataset(annotations).name })));
  return (
    <section className={`${layout.panel} ${styles.report}`} aria-labelledby="evaluation">
      <header>
        <h2 id="evaluation" className={styles.title}>How exactly it follows edges</h2>
        <p className={styles.aside}>Of what it and a person drew, how much both did: of all pixels, and of a band along the edges, a fiftieth of the picture wide.</p>
      </header>
      <div className={`${styles.wide} ${table.scroller}`} role="region" aria-label="Overlap" tabIndex={0}>
        <table className={styles.table}>
          <thead><tr>{['Photographs', 'Class', 'Overlap', 'Mean of the pictures', 'Along the edges', 'Pictures'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {rows.map(({ dataset, name, iou, pictureIou, boundaryIou, images }) => (
              <tr key={`${dataset} ${name}`}><th scope="row">{dataset}</th><td>{name}</td><td>{percent(iou)}</td><td>{percent(pictureIou)}</td><td>{percent(boundaryIou)}</td><td>{exact(images)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <MeasureAgain records={evaluation.records} />
    </section>
  );
}

const percent = (value: number | null): string => (value === null ? 'none there' : `${(100 * value).toFixed(1)} %`);
