import { Dialog, Switch } from 'radix-ui';
import { useRef } from 'react';
import { BROWSER_ENGINES } from '../../models/runtime/choose-engine';
import { RESOLUTION_NAMES, RESOLUTIONS } from '../camera/resolution';
import type { OffloadingState } from '../offload/offloading';
import { Icon } from '../theme/icons';
import { ChoiceList } from './choice-list';
import { megabytes } from './bytes';
import { ClassFilter } from './class-filter';
import { ENGINE_NAMES } from './engine-names';
import type { MeterReading } from './meter';
import { PlaceChoice } from './place-choice';
import type { LiveSession, LiveState } from './session';
import styles from './settings-panel.module.css';
import { SpeedDetails } from './speed-details';

interface SettingsPanelProps {
  readonly session: LiveSession;
  readonly state: LiveState;
  readonly offloading: OffloadingState;
  readonly reading: MeterReading | undefined;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

const AUTOMATIC = 'automatic';

/** Model, engine and speed. The picture stays in view and in use beside it. */
export function SettingsPanel({ session, state, offloading, reading, open, onOpenChange }: SettingsPanelProps) {
  const { vision, models, preferences } = state;
  const running = vision.status === 'ready' ? vision : undefined;
  const opener = useRef<Element>(null);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className={styles.panel}
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          onInteractOutside={(event) => {
            // The buttons that open it close it themselves.
            if (event.target instanceof Element && event.target.closest('[aria-haspopup="dialog"]') !== null) event.preventDefault();
          }}
        >
          <header className={styles.head}>
            <Dialog.Title className={styles.title}>Settings</Dialog.Title>
            <Dialog.Close className={styles.close} aria-label="Close the settings"><Icon name="close" /></Dialog.Close>
          </header>

          <h3 className={styles.section} id="choose-model">Model</h3>
          <ChoiceList
            labelledBy="choose-model"
            value={running?.card.name ?? preferences.model ?? models[0]?.name ?? ''}
            onChange={(model) => session.chooseModel(model)}
            choices={models.map(({ name, title, summary, sizeBytes, width, height }) => ({ value: name, title, text: summary, detail: `${megabytes(sizeBytes)} MB · ${width} × ${height} px` }))}
          />

          <PlaceChoice wish={preferences.maySend ? preferences.place : 'device'} offloading={offloading} maySend={preferences.maySend} onChange={(place) => session.choosePlace(place)} />

          {running?.card.input.sizes !== undefined && (
            <>
              <h3 className={styles.section} id="choose-size">How closely it looks</h3>
              <p className={styles.reason}>Now at <b>{running.card.input.width} × {running.card.input.height} pixels.</b> More pixels find smaller things and take longer.</p>
              <ChoiceList
                labelledBy="choose-size"
                value={String(preferences.sizes[running.card.name] ?? AUTOMATIC)}
                onChange={(value) => session.chooseSize(running.card.input.sizes?.find((size) => String(size) === value))}
                choices={[{ value: AUTOMATIC, title: 'Automatic', text: 'As closely as this device can ten times a second' }, ...running.card.input.sizes.map((size) => ({ value: String(size), title: `${size} × ${size} pixels` }))]}
              />
            </>
          )}

          <h3 className={styles.section} id="choose-engine">Engine</h3>
          {running !== undefined && (
            <p className={styles.reason}><b>{ENGINE_NAMES[running.engine.name].long}, {running.engine.detail}.</b> {running.engine.reason}</p>
          )}
          <ChoiceList
            labelledBy="choose-engine"
            value={preferences.engine ?? AUTOMATIC}
            onChange={(value) => session.chooseEngine(BROWSER_ENGINES.find((engine) => engine === value))}
            choices={[{ value: AUTOMATIC, title: 'Automatic', text: 'The fastest that runs here' }, ...BROWSER_ENGINES.map((engine) => ({ value: engine, title: ENGINE_NAMES[engine].long }))]}
          />

          {running !== undefined && (
            <>
              <h3 className={styles.section}>Classes</h3>
              <ClassFilter categories={running.card.categories} hidden={preferences.hidden[running.card.name] ?? []} onChange={(hidden) => session.hide(hidden)} />
            </>
          )}

          <h3 className={styles.section} id="choose-resolution">Camera picture</h3>
          <ChoiceList
            labelledBy="choose-resolution"
            value={preferences.resolution ?? 'standard'}
            onChange={(value) => {
              const resolution = RESOLUTION_NAMES.find((name) => name === value);
              if (resolution !== undefined) session.chooseResolution(resolution);
            }}
            choices={RESOLUTION_NAMES.map((name) => ({ value: name, title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, text: `${RESOLUTIONS[name].width} × ${RESOLUTIONS[name].height} px, where the camera has it` }))}
          />

          <h3 className={styles.section}>Speed</h3>
          {reading === undefined ? <p className={styles.reason}>Nothing was looked at yet.</p> : <SpeedDetails reading={reading} place={offloading.place} />}

          <label className={styles.switchRow}>
            <span>Tell a screen reader what is seen</span>
            <Switch.Root className={styles.switch} checked={preferences.readAloud} onCheckedChange={(readAloud) => session.prefer({ readAloud })}>
              <Switch.Thumb className={styles.knob} />
            </Switch.Root>
          </label>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
