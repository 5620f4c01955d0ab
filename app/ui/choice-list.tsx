import { RadioGroup } from 'radix-ui';
import styles from './choice-list.module.css';

export interface Choice {
  readonly value: string;
  readonly title: string;
  /** What experts call it. */
  readonly technicalName?: string | undefined;
  readonly text?: string;
  readonly detail?: string;
  /** Why it cannot be chosen here. */
  readonly absent?: string | undefined;
}

interface ChoiceListProps {
  readonly labelledBy: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

/** One of a few, each with a line that says what it is. */
export function ChoiceList({ labelledBy, value, choices, onChange }: ChoiceListProps) {
  return (
    <RadioGroup.Root className={styles.list} aria-labelledby={labelledBy} value={value} onValueChange={onChange}>
      {choices.map((choice) => (
        <RadioGroup.Item key={choice.value} value={choice.value} className={styles.choice} disabled={choice.absent !== undefined}>
          <span className={styles.mark} />
          <span className={styles.words}>
            <span className={styles.title}>{choice.title}</span>
            {choice.technicalName !== undefined && <span className={styles.text}>{choice.technicalName}</span>}
            {choice.text !== undefined && <span className={styles.text}>{choice.text}</span>}
            {choice.absent !== undefined && <span className={styles.text}>{choice.absent}</span>}
            {choice.detail !== undefined && <span className={styles.text}>{choice.detail}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
