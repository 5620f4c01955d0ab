import { useEffect, useMemo } from 'react';
import type { Repetition, RepetitionCounter } from '../../../models/pose/movement/repetition';
import { COVERS } from '../../overlay/overlay';
import { useStore } from '../../ui/use-store';
import styles from './repetition-count.module.css';
import { RepetitionSession, type Poses } from './repetition-session';

interface RepetitionCountProps {
  readonly poses: Poses;
  /** One of its own for each time that somebody counts. */
  readonly counter: RepetitionCounter;
  readonly name: string;
}

/** How often somebody has done it, so large that it is read from where one can be seen whole, with form and tempo beside it. */
export function RepetitionCount({ poses, counter, name }: RepetitionCountProps) {
  const session = useMemo(() => new RepetitionSession(poses, counter), [poses, counter]);
  useEffect(() => session.watch(), [session]);
  const { tally: { count, last, perMinute }, depth } = useStore(session.state);
  const reached = Math.round(100 * Math.min(1, depth ?? 0));
  return (
    <section {...COVERS} className={styles.count} aria-label={`${name}, counted`}>
      <output className={styles.number} key={count} aria-hidden="true">{count}</output>
      <div className={styles.beside}>
        <div className={styles.meter} data-reached={depth !== undefined && depth >= session.countsFrom} aria-hidden="true">
          <div className={styles.depth} style={{ inlineSize: `${reached}%` }} />
          <div className={styles.line} style={{ insetInlineStart: `${100 * session.countsFrom}%` }} />
        </div>
        <p className={styles.figures}>
          {last === undefined ? (depth === undefined ? 'Step back until you are seen whole' : `${name}: to the line and back`) : figuresOf(last, perMinute)}
        </p>
      </div>
      <button type="button" className={styles.reset} disabled={count === 0} onClick={() => session.reset()}>Reset</button>
      <p className="visually-hidden" role="status">{last === undefined ? '' : `${count}. ${said(last)}`}</p>
    </section>
  );
}

const seconds = ({ startMs, endMs }: Repetition): string => ((endMs - startMs) / 1000).toFixed(1);
const percent = (share: number): number => Math.round(100 * Math.min(1, share));

const figuresOf = (last: Repetition, perMinute: number | undefined): string =>
  [`${percent(last.depth)} % reached`, ...(last.likeness === undefined ? [] : [`${percent(last.likeness)} % alike`]), `${seconds(last)} s`, ...(perMinute === undefined ? [] : [`${Math.round(perMinute)}/min`])].join(' · ');

/** For a screen reader, which has little time between two repetitions. */
const said = (last: Repetition): string => (last.depth < 0.8 ? `${percent(last.depth)} percent reached` : '');
