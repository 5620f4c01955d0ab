import { RadioGroup, Toggle } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import { ExerciseCounter } from '../../../models/pose/movement/exercise-counter';
import { EXERCISES } from '../../../models/pose/movement/exercises';
import { MovementCounter } from '../../../models/pose/movement/movement-counter';
import type { Person } from '../../../models/prediction/prediction';
import type { Tracked } from '../../../models/tracking/detection-tracker';
import { COVERS } from '../../overlay/overlay';
import { Icon } from '../../theme/icons';
import { useStore } from '../../ui/use-store';
import type { Results } from '../task';
import styles from './pose-bar.module.css';
import { COUNTED, COUNTED_NAMES, poseChoice, type Counted } from './pose-choice';
import { RepetitionCount } from './repetition-count';
import { ShowMovement } from './show-movement';
import { showing, stopShowing, type Showing } from './showing';

/** What can be done with poses, behind one button over the controls: movements counted, angles, skeletons alone. */
export function PoseBar({ results }: { readonly results: Results<readonly Tracked<Person>[]> }) {
  const { counted, angles, alone } = useStore(poseChoice);
  const shown = useStore(showing);
  const [open, setOpen] = useState(false);
  useEffect(() => stopShowing, []);
  // What is drawn follows results; a picture that stands still has none.
  useEffect(() => poseChoice.subscribe(() => results.pick({})), [results]);
  const counter = useMemo(() => counterOf(counted, shown), [counted, shown]);
  return (
    <>
      {counter !== undefined && <RepetitionCount poses={results} counter={counter} name={COUNTED_NAMES[counted]} />}
      {counted === 'own' && (open || shown.stage !== 'shown') && <ShowMovement poses={results} showing={shown} />}
      <section {...COVERS} className={styles.bar} data-open={open} aria-label="Pose">
        <button type="button" className={styles.opener} aria-expanded={open} onClick={() => setOpen(!open)}>
          {!open && counted !== 'nothing' ? COUNTED_NAMES[counted] : !open && alone ? 'Skeleton alone' : 'Count and measure'}
          <Icon name="unfold" size={18} />
        </button>
        {open && (
          <>
            <RadioGroup.Root
              className={styles.row}
              aria-label="Count"
              orientation="horizontal"
              value={counted}
              onValueChange={(value) => poseChoice.choose({ counted: COUNTED.find((one) => one === value) ?? counted })}
            >
              {COUNTED.map((one) => (
                // A tap leaves room for the picture; who comes by the arrow keys stays.
                <RadioGroup.Item key={one} value={one} className={styles.chip} onClick={({ detail }) => detail > 0 && one !== 'nothing' && setOpen(false)}>{COUNTED_NAMES[one]}</RadioGroup.Item>
              ))}
            </RadioGroup.Root>
            <div className={styles.row}>
              <Toggle.Root className={styles.chip} pressed={angles} onPressedChange={(on) => poseChoice.choose({ angles: on })}>Angles at joints</Toggle.Root>
              <Toggle.Root className={styles.chip} pressed={alone} onPressedChange={(on) => poseChoice.choose({ alone: on })}>Skeleton alone</Toggle.Root>
            </div>
          </>
        )}
      </section>
    </>
  );
}

function counterOf(counted: Counted, shown: Showing) {
  if (counted === 'nothing') return undefined;
  if (counted !== 'own') return new ExerciseCounter(EXERCISES[counted]);
  return shown.stage === 'shown' ? new MovementCounter(shown.movement) : undefined;
}
