import { BROWSER_ENGINES, type BrowserEngine } from '../../../models/engine/choose-engine';
import type { VisionState } from '../../looker/vision-client';
import { useAbsentEngines } from './use-absent-engines';
import { ChoiceList } from '../../ui/choice-list';
import { ENGINE_NAMES } from '../../looker/engine-names';
import styles from './settings-panel.module.css';

interface EngineChoiceProps {
  readonly vision: VisionState;
  /** What a person chose. */
  readonly chosen: BrowserEngine | undefined;
  /** Whether the server may look too. */
  readonly alone: boolean;
  /** @param engine undefined: the best there is */
  readonly onChange: (engine: BrowserEngine | undefined) => void;
}

const AUTOMATIC = 'automatic';

/** What this device computes on, and why. */
export function EngineChoice({ vision, chosen, alone, onChange }: EngineChoiceProps) {
  const absent = useAbsentEngines();
  const running = vision.status === 'ready' ? vision.engine : undefined;
  return (
    <>
      <h3 className={styles.section} id="choose-engine">{alone ? 'Engine' : 'Engine of this device'}</h3>
      {running !== undefined && <p className={styles.reason}><b>{ENGINE_NAMES[running.name].long}, {running.detail}.</b> {running.reason}</p>}
      <ChoiceList
        labelledBy="choose-engine"
        value={chosen === undefined || absent[chosen] !== undefined ? AUTOMATIC : chosen}
        onChange={(value) => onChange(BROWSER_ENGINES.find((engine) => engine === value))}
        choices={[
          { value: AUTOMATIC, title: 'Automatic', text: 'The fastest that runs here' },
          ...BROWSER_ENGINES.map((engine) => ({ value: engine, title: ENGINE_NAMES[engine].long, absent: absent[engine] })),
        ]}
      />
    </>
  );
}
