import { InstallButton } from '../install/install-button';
import { Icon } from '../theme/icons';
import { Logo } from '../theme/logo';
import card from './card.module.css';
import type { LiveState } from './live-state';
import { ModelProgress } from './model-progress';
import { OtherSources } from './other-sources';
import type { LiveSession } from './session';

/** Before anything is looked at: one button, and the model already on its way. */
export function StartCard({ session, state: { vision, source, preferences } }: { readonly session: LiveSession; readonly state: LiveState }) {
  const opening = source.status === 'opening';
  const mayLeave = preferences.maySend && preferences.place !== 'device';
  return (
    <section className={card.card} aria-label="Start">
      <Logo size={56} />
      <h2 className={card.title}>See what your camera sees</h2>
      <p className={card.text}>Point it at people, things, animals or a street. {mayLeave ? 'You have chosen that the server may look at the pictures.' : 'The pictures are looked at on this device and go nowhere else.'}</p>
      <div className={card.actions}>
        <button type="button" className={card.primary} onClick={() => void session.sources.openCamera()} disabled={opening}>
          <Icon name="camera" />
          {opening ? 'Waiting for the camera' : 'Start the camera'}
        </button>
        <OtherSources session={session} />
      </div>
      <div className={card.foot}>
        {vision.status === 'opening' && <ModelProgress progress={vision.progress} />}
        {vision.status === 'ready' && <p className={card.note}><Icon name="check" size={18} />{vision.card.title} is ready</p>}
        <InstallButton />
      </div>
    </section>
  );
}
