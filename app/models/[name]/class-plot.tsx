import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import { exact } from '../figures';
import layout from '../layout.module.css';
import table from '../table.module.css';
import styles from './class-plot.module.css';
import { classDots, exampleRange, FEW_OBJECTS, namedDots } from './evaluation-figures';

/** So many names at most stand in the plot. */
const NAMES = 14;
const GRID = [0.25, 0.5, 0.75, 1];

/** How well each class is found against how many examples there were of it; the figures as a table on demand. */
export function ClassPlot({ classes }: Pick<DetectionEvaluationRecord, 'classes'>) {
  const dots = classDots(classes);
  const [least, most] = exampleRange(dots);
  const named = namedDots(dots, NAMES);
  const learned = classes.some(({ trained }) => trained !== undefined);
  const examples = learned ? 'examples in our training' : 'things to find';
  const powers = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return (
    <>
      <div className={styles.plot} role="img" aria-label={`AP50 of ${dots.length} classes over their ${examples}; the table below has the figures.`}>
        <div className={styles.field}>
          {GRID.map((y) => <span key={y} className={styles.level} style={{ bottom: `${100 * y}%` }}>{y.toFixed(2)}</span>)}
          {powers.map((power) => <span key={power} className={styles.power} style={{ left: `${(100 * (power - least)) / (most - least)}%` }}>{exact(10 ** power)}</span>)}
          {dots.map(({ name, x, y, objects, examples: count, ap50 }) => (
            <span key={name} className={styles.dot} data-few={objects < FEW_OBJECTS} style={{ left: `${(100 * x).toFixed(1)}%`, bottom: `${(100 * y).toFixed(1)}%` }} title={`${name}: ${ap50.toFixed(3)}, ${exact(count)} ${examples}`}>
              {named.has(name) && <i data-side={x > 0.8 ? 'left' : 'right'}>{name}</i>}
            </span>
          ))}
        </div>
      </div>
      <p className={styles.axis}>AP50 over {examples}. A ring: fewer than {FEW_OBJECTS} to find, so chance weighs much.</p>
      <details className={layout.more}>
        <summary>All classes in figures</summary>
        <div className={table.scroller}>
          <table className={styles.table}>
            <thead>
              <tr><th scope="col">Class</th><th scope="col">AP</th><th scope="col">AP50</th><th scope="col">To find</th>{learned && <th scope="col">Examples</th>}</tr>
            </thead>
            <tbody>
              {dots.map(({ name, ap, ap50, objects, examples: count }) => (
                <tr key={name}><th scope="row">{name}</th><td>{ap.toFixed(3)}</td><td>{ap50.toFixed(3)}</td><td>{exact(objects)}</td>{learned && <td>{exact(count)}</td>}</tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
