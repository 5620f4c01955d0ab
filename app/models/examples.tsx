import type { Card } from '../../models/artifact/card';
import type { Example } from '../../models/artifact/examples';
import styles from './examples.module.css';
import { exampleCredit, examplesOf } from './read-cards';

/** What a detector saw right in one frame and wrong in another; nothing where no pictures were made of it. */
export function Examples({ card }: { readonly card: Card }) {
  const examples = examplesOf(card);
  if (examples.length === 0) return null;
  return (
    <section className={styles.examples} aria-label={`Examples of ${card.title}`}>
      <div className={styles.pair}>
        {examples.map((example) => (
          <figure key={example.kind} className={styles.example}>
            {/* Small already, and drawn at twice its size at most. */}
            <img src={`/examples/${example.file}`} width={example.width} height={example.height} alt={`A frame with what the model sees in it: ${example.seen.join(', ')}`} loading="lazy" />
            <figcaption>{caption(example)}</figcaption>
          </figure>
        ))}
      </div>
      <p className={styles.credit}>{exampleCredit}</p>
    </section>
  );
}

function caption({ kind, wrong }: Example) {
  if (kind === 'hit') return <><b>A hit:</b> all that it shows is there</>;
  return <><b>A miss:</b> there is no {[...new Set(wrong)].join(', no ')}</>;
}
