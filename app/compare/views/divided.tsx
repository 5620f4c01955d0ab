import { Slider } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { CompareSession } from '../session/compare-session';
import { letterOf, nameOf, type Variant } from '../variants';
import { AnswerCanvas } from './answer-canvas';
import { drawDivided, type DrawLooked } from './draw-answers';
import styles from './views.module.css';

interface DividedProps {
  readonly session: CompareSession;
  readonly reference: Variant;
  readonly other: Variant;
  readonly otherIndex: number;
}

/** One picture with a line to drag: the reference's answer on its left, another's on its right. */
export function Divided({ session, reference, other, otherIndex }: DividedProps) {
  const [percent, setPercent] = useState(50);
  const draw = useMemo((): DrawLooked => (context, looked, view) =>
    drawDivided(context, looked, view, [{ variant: reference, index: 0 }, { variant: other, index: otherIndex }], percent / 100), [reference, other, otherIndex, percent]);
  const letter = letterOf(otherIndex);
  return (
    <figure className={styles.figure}>
      <div className={styles.divided} dir="ltr">
        <AnswerCanvas session={session} label={`Left of the line what A sees, right of it what ${letter} sees`} draw={draw} />
        <span className={styles.cornerLeft} data-series={1}>A</span>
        <span className={styles.cornerRight} data-series={otherIndex + 1}>{letter}</span>
        <Slider.Root className={styles.divider} min={0} max={100} step={1} value={[percent]} onValueChange={([value]) => value !== undefined && setPercent(value)}>
          <Slider.Track className={styles.dividerTrack} />
          <Slider.Thumb className={styles.line} aria-label="Dividing line" aria-valuetext={`A has ${percent} % of the picture, ${letter} the rest`} />
        </Slider.Root>
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.letter} data-series={1}>A</span><span>{nameOf(reference)}</span>
        <span className={styles.letter} data-series={otherIndex + 1}>{letter}</span><span>{nameOf(other)}</span>
      </figcaption>
    </figure>
  );
}
