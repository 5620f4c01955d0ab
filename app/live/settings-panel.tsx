import { Dialog, Switch } from 'radix-ui';
import { useRef } from 'react';
import { BROWSER_ENGINES } from '../../models/runtime/choose-engine';
import { RESOLUTION_NAMES, RESOLUTIONS } from '../camera/resolution';
import type { OffloadingState } from '../offload/offloading-state';
import { ChoiceList } from './choice-list';
import { ClassFilter } from './class-filter';
import { ENGINE_NAMES } from './engine-names';
import { deviceModel, modelChoices, placeWish } from './looking';
import type { MeterReading } from './meter';
import { ModelChoice } from './model-choice';
import { PlaceChoice } from './place-choice';
import type { LiveSession, LiveState } from './session';
import styles from './settings-panel.module.css';
import { SheetHead } from './sheet-head';
import { SizeChoice } from './size-choice';
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
  const { vision, looking, models, offer, preferences } = state;
  const wish = placeWish(offer, preferences);
  const serverOnlyModel = wish === 'server' ? preferences.serverOnlyModel : undefined;
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
            // The buttons that open it close it themselves, and a question goes back to where it came from.
            if (event.target instanceof Element && event.target.closest('[aria-haspopup="dialog"], [role="alertdialog"]') !== null) event.preventDefault();
          }}
        >
          <SheetHead title="Settings" close="Close the settings" />

          <ModelChoice
            choices={modelChoices(models, offer)}
            value={serverOnlyModel?.name ?? running?.card.name ?? preferences.model ?? models[0]?.name ?? ''}
            onChange={(model) => session.chooseModel(model)}
          />
          {offer.offered && (
            <PlaceChoice
              wish={wish}
              offloading={offloading}
              tokenNeeded={offer.tokenNeeded}
              otherwise={serverOnlyModel === undefined ? undefined : deviceModel(models, preferences.model)?.title}
              onChange={(place) => session.placement.choose(place)}
              onToken={(token) => session.placement.introduce(token)}
            />
          )}
          {looking !== undefined && <SizeChoice card={looking} place={offloading.place} wish={wish} chosen={preferences.sizes[looking.name]} onChange={(size) => session.chooseSize(size)} />}

          <h3 className={styles.section} id="choose-engine">{wish === 'device' ? 'Engine' : 'Engine of this device'}</h3>
          {running !== undefined && (
            <p className={styles.reason}><b>{ENGINE_NAMES[running.engine.name].long}, {running.engine.detail}.</b> {running.engine.reason}</p>
          )}
          <ChoiceList
            labelledBy="choose-engine"
            value={preferences.engine ?? AUTOMATIC}
            onChange={(value) => session.chooseEngine(BROWSER_ENGINES.find((engine) => engine === value))}
            choices={[{ value: AUTOMATIC, title: 'Automatic', text: 'The fastest that runs here' }, ...BROWSER_ENGINES.map((engine) => ({ value: engine, title: ENGINE_NAMES[engine].long }))]}
          />

          {looking !== undefined && (
            <>
              <h3 className={styles.section}>Classes</h3>
              <ClassFilter categories={looking.categories} hidden={preferences.hidden[looking.name] ?? []} onChange={(hidden) => session.hide(hidden)} />
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
