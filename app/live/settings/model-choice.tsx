import { useKeptModels } from '../../model-cache/use-kept-models';
import { inputSize } from '../../models/figures';
import { megabytes } from '../../ui/bytes';
import { ChoiceList } from '../../ui/choice-list';
import type { ModelChoice as Choice } from '../session/live-selectors';
import styles from './settings-panel.module.css';

interface ModelChoiceProps {
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (model: string) => void;
}

/** What looks. A model that only the server runs says so, and what it means to choose it. */
export function ModelChoice({ choices, value, onChange }: ModelChoiceProps) {
  const kept = useKeptModels();
  return (
    <>
      <h3 className={styles.section} id="choose-model">Model</h3>
      <ChoiceList
        labelledBy="choose-model"
        value={value}
        onChange={onChange}
        choices={choices.map(({ name, title, technicalName, summary, sizeBytes, serverOnly, ...input }) => ({
          value: name, title, technicalName, text: summary,
          detail: `${serverOnly ? 'On the server only: pictures are sent there' : `${megabytes(sizeBytes)} MB${kept.includes(name) ? ', on this device' : ''}`} · ${inputSize(input)} px`,
        }))}
      />
    </>
  );
}
