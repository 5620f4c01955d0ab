import { useCameraPermission } from '../sources/camera/use-camera-permission';
import { InstallButton } from '../install/install-button';
import { Icon } from '../theme/icons';
import { Logo } from '../theme/logo';
import card from '../ui/card.module.css';
import { pageTask } from '../tasks';
import { placeWish } from './session/live-selectors';
import type { LiveState } from './session/live-state';
import { ModelProgress } from './model-progress';
import { OtherSources } from '../sources/other-sources';
import type { LiveSession } from './session/session';

/** Before anything is looked at: one button, what the browser will ask, and the model already on its way. */
export function StartCard({ session, state: { vision, source, offer, preferences } }: { readonly session: LiveSession; readonly state: LiveState }) {
  const opening = source.status === 'opening';
  const asks = useCameraPermission() === 'prompt';
  const mayLeave = placeWish(offer, preferences) !== 'device';
  const promise = mayLeave ? 'You have chosen that the server may look at the pictures.' : 'The pictures are looked at on this device and go nowhere else.';
  return (
    <section className={card.card} aria-label="Start">
      <Logo size={56} />
      <h2 className={card.title}>{opening && asks ? 'Allow the camera' : 'See what your camera sees'}</h2>
      <p className={card.text} role="status">
        {opening && asks ? 'Your browser asks now whether this page may use the camera.' : pageTask(preferences.mode).invitation} {promise}
      </p>
      <div className={card.actions}>
        <button type="button" className={card.primary} onClick={() => void session.sources.openCamera()} disabled={opening}>
          <Icon name="camera" />
          {opening ? 'Waiting for the camera' : 'Start the camera'}
        </button>
        <OtherSources sources={session.sources} />
      </div>
      <div className={card.foot}>
        {asks && !opening && <p className={card.note}>The browser will ask whether this page may use the camera.</p>}
        {vision.status === 'opening' && <ModelProgress progress={vision.progress} />}
        {vision.status === 'ready' && <p className={card.note}><Icon name="check" size={18} />{vision.card.title} is ready</p>}
        <InstallButton />
      </div>
    </section>
  );
}
