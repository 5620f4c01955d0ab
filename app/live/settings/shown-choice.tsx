import { Switch } from 'radix-ui';
import type { ServedCard } from '../../../models/protocol/messages';
import { ClassFilter } from './class-filter';
import type { Preferences } from '../session/preferences';
import { pageTask } from '../../tasks';
import type { LiveChoices } from '../session/live-choices';
import styles from './settings-panel.module.css';

interface ShownChoiceProps {
  readonly choices: LiveChoices;
  readonly looking: ServedCard | undefined;
  readonly preferences: Preferences;
}

/** What of all that is seen a person is told, and how. */
export function ShownChoice({ choices, looking, preferences: { mode, hidden, readAloud } }: ShownChoiceProps) {
  return (
    <>
      <h3 className={styles.section}>What is shown</h3>
      {looking !== undefined && pageTask(mode).controls.categories && <ClassFilter categories={looking.categories} hidden={hidden[looking.name] ?? []} onChange={(ids) => choices.hide(ids)} />}
      <label className={styles.switchRow}>
        <span>Tell a screen reader what is seen</span>
        <Switch.Root className={styles.switch} checked={readAloud} onCheckedChange={(checked) => choices.prefer({ readAloud: checked })}>
          <Switch.Thumb className={styles.knob} />
        </Switch.Root>
      </label>
    </>
  );
}
