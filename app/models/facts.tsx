import styles from './facts.module.css';

export interface FactsProps {
  /** What is named, and what it is. */
  readonly facts: readonly (readonly [term: string, value: string, detail?: string])[];
}

/** Figures at a glance: a large value below a small name. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value, detail]) => (
        <div key={term} className={styles.fact}>
          <dt>{term}</dt>
          <dd>
            <span className={styles.value}>{value}</span>
            {detail !== undefined && <span className={styles.detail}>{detail}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
