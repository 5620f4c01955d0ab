import { useKeptModels } from '../model-cache/use-kept-models';
import type { VisionFailure } from '../looker/messages';
import card from '../ui/card.module.css';
import { FailureCard } from './failure-card';
import type { LiveState } from './session/live-state';
import { deviceModel, placeWish, staysOnDevice } from './session/live-selectors';
import type { LiveSession } from './session/session';
import { useOnline } from '../ui/use-online';

interface ModelFailureProps {
  readonly session: LiveSession;
  readonly state: LiveState;
  readonly failure: VisionFailure;
}

/** The model that was chosen does not run: what to do about it, and what is on this device and would run in its place. */
export function ModelFailure({ session, state: { models, offer, preferences }, failure }: ModelFailureProps) {
  const kept = useKeptModels();
  const online = useOnline();
  const chosen = deviceModel(models, preferences);
  const others = models.filter(({ name, runsOn }) => runsOn !== 'server' && name !== chosen?.name && kept.includes(name));
  const missing = failure.kind === 'model' && !online && chosen !== undefined && !kept.includes(chosen.name);
  // It may run what this device cannot; what could not be downloaded leaves little hope of it.
  const askServer = failure.kind === 'engine' && offer.offered && !staysOnDevice(preferences.mode) && placeWish(offer, preferences) === 'device' ? ' Or let the server look, in the settings: pictures are sent there.' : '';
  return (
    <FailureCard
      title={missing ? `${chosen.title} is not on this device` : 'The model does not run'}
      advice={missing ? 'A model is downloaded when it is first used, and there is no network now. It starts by itself once the network is back.' : `${failure.message}${askServer}`}
      onRetry={() => void session.models.open()}
    >
      {others.map(({ name, title }) => (
        <button key={name} type="button" className={card.secondary} onClick={() => session.models.choose(name)}>Go on with {title}</button>
      ))}
    </FailureCard>
  );
}
