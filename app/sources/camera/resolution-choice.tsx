import { RESOLUTION_NAMES, RESOLUTIONS, type ResolutionName } from './resolution';
import { ChoiceList } from '../../ui/choice-list';
import styles from '../../live/settings/settings-panel.module.css';

interface ResolutionChoiceProps {
  readonly chosen: ResolutionName | undefined;
  readonly onChange: (resolution: ResolutionName) => void;
}

/** How large a picture the camera is asked for. */
export function ResolutionChoice({ chosen = 'standard', onChange }: ResolutionChoiceProps) {
  return (
    <>
      <h3 className={styles.section} id="choose-resolution">Camera picture</h3>
      <p className={styles.reason}>A camera that does not have the size gives the nearest one.</p>
      <ChoiceList
        labelledBy="choose-resolution"
        value={chosen}
        onChange={(value) => {
          const resolution = RESOLUTION_NAMES.find((name) => name === value);
          if (resolution !== undefined) onChange(resolution);
        }}
        choices={RESOLUTION_NAMES.map((name) => ({ value: name, title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, text: `${RESOLUTIONS[name].width} × ${RESOLUTIONS[name].height} px` }))}
      />
    </>
  );
}
