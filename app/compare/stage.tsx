import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import layout from '../models/layout.module.css';
import type { Figures } from './figures/measures';
import type { CompareSession } from './session/compare-session';
import styles from './stage.module.css';
import { letterOf, type Variant } from './variants';
import { Differences } from './views/differences';
import { Divided } from './views/divided';
import { Shrinking } from './views/shrinking';
import { SideBySide } from './views/side-by-side';

interface StageProps {
  readonly session: CompareSession;
  readonly variants: readonly Variant[];
  readonly figures: readonly Figures[];
}

const VIEWS = { side: 'Side by side', line: 'Dividing line', differences: 'Differences', slider: 'Full to smallest' } as const;
type View = keyof typeof VIEWS;
/** Those that show two. */
const OF_TWO: readonly View[] = ['line', 'differences'];

/** The frame that everyone has looked at last, with what they saw in it, in four ways. */
export function CompareStage({ session, variants, figures }: StageProps) {
  const [view, setView] = useState<View>('side');
  const [wanted, setWanted] = useState(1);
  const other = Math.min(wanted, variants.length - 1);
  const [reference, second] = [variants[0], variants[other]];
  if (reference === undefined || second === undefined) return null;
  return (
    <section className={`${layout.panel} ${layout.series} ${styles.stage}`} aria-label="Pictures">
      <div className={styles.choices}>
        <Choices label="View" value={view} choices={Object.entries(VIEWS)} onChange={(value) => setView(Object.keys(VIEWS).find((one): one is View => one === value) ?? view)} />
        {variants.length > 2 && OF_TWO.includes(view) && (
          <Choices label="Beside A" value={String(other)} choices={variants.slice(1).map((_, index) => [String(index + 1), `A and ${letterOf(index + 1)}`])} onChange={(value) => setWanted(Number(value))} />
        )}
      </div>
      {view === 'side' && <SideBySide session={session} variants={variants} />}
      {view === 'line' && <Divided session={session} reference={reference} other={second} otherIndex={other} />}
      {view === 'differences' && <Differences session={session} otherIndex={other} />}
      {view === 'slider' && <Shrinking session={session} variants={variants} figures={figures} />}
    </section>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

/** A few that fit a line. */
export function Choices({ label, value, choices, onChange }: ChoicesProps) {
  return (
    <RadioGroup.Root className={styles.strip} aria-label={label} orientation="horizontal" value={value} onValueChange={onChange}>
      {choices.map(([one, name]) => <RadioGroup.Item key={one} value={one} className={styles.option}>{name}</RadioGroup.Item>)}
    </RadioGroup.Root>
  );
}
