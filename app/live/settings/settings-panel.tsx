import { Dialog } from 'radix-ui';
import { useRef, useState } from 'react';
import type { OffloadingState } from '../../offload/offloading-state';
import { EngineChoice } from './engine-choice';
import type { LiveState } from '../session/live-state';
import { choicesFor, deviceModel, placeWish, staysOnDevice } from '../session/live-selectors';
import type { MeterReading } from '../../looker/meter';
import { ModelChoice } from './model-choice';
import { DeviceOnly, PlaceChoice } from './place-choice';
import { ResolutionChoice } from '../../sources/camera/resolution-choice';
import type { LiveSession } from '../session/session';
import styles from './settings-panel.module.css';
import { SheetGrip } from '../../ui/sheet-grip';
import { SheetHead } from '../../ui/sheet-head';
import { ShownChoice } from './shown-choice';
import { SizeChoice } from './size-choice';
import { SpeedSection } from './speed-section';

interface SettingsPanelProps {
  readonly session: LiveSession;
  readonly state: LiveState;
  readonly offloading: OffloadingState;
  readonly reading: MeterReading | undefined;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** What looks, what of it is shown, where and on what it runs. The picture stays in view and in use beside it. */
export function SettingsPanel({ session, state, offloading, reading, open, onOpenChange }: SettingsPanelProps) {
  const { vision, looking, models, offer, preferences } = state;
  const wish = placeWish(offer, preferences);
  const { mode } = preferences;
  const choices = choicesFor(mode, models, offer);
  const serverOnly = wish === 'server' ? choices.find(({ name }) => name === preferences.serverOnlyModels[mode]) : undefined;
  const onDevice = deviceModel(models, preferences);
  const opener = useRef<Element>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          ref={panel}
          className={styles.panel}
          data-whole={whole}
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          onInteractOutside={(event) => {
            // The controls beside it stay in use, the button that opens it closes it itself, and a question goes back to where it came from.
            if (event.target instanceof Element && event.target.closest('[data-covers], [role="menu"], [role="alertdialog"]') !== null) event.preventDefault();
          }}
        >
          <SheetGrip sheet={() => panel.current} whole={whole} onWhole={setWhole} onClose={() => onOpenChange(false)} />
          <SheetHead title="Settings" close="Close the settings" />

          <SpeedSection reading={reading} place={offloading.place} />
          <ModelChoice
            choices={choices}
            value={(serverOnly ?? onDevice)?.name ?? ''}
            onChange={(model) => session.models.choose(model)}
          />
          <ShownChoice choices={session.choices} looking={looking} preferences={preferences} />
          {offer.offered && (staysOnDevice(mode) ? <DeviceOnly mode={mode} /> : (
            <PlaceChoice
              wish={wish}
              offloading={offloading}
              tokenNeeded={offer.tokenNeeded}
              otherwise={serverOnly === undefined ? undefined : onDevice?.title}
              onChange={(place) => session.offloadChoice.choose(place)}
              onToken={(token) => session.offloadChoice.introduce(token)}
            />
          ))}
          {looking !== undefined && <SizeChoice card={looking} place={offloading.place} wish={wish} chosen={preferences.sizes[looking.name]} onChange={(size) => session.models.chooseSize(size)} />}
          <EngineChoice vision={vision} chosen={preferences.engine} alone={wish === 'device'} onChange={(engine) => session.models.chooseEngine(engine)} />
          <ResolutionChoice chosen={preferences.resolution} onChange={(resolution) => session.chooseResolution(resolution)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
