'use client';

import { useEffect, useState } from 'react';
import type { Place } from '../../models/runtime/place-times';
import { guardLeaving } from '../leaving';
import '../without-eval';
import { ControlBar } from './control-bar';
import { DropTarget } from './drop-target';
import { FailureCard } from './failure-card';
import { KeptSheet } from './kept-sheet';
import type { LiveState } from './live-state';
import styles from './live.module.css';
import { modelChoices } from './looking';
import { ModelProgress } from './model-progress';
import { Notice } from './notice';
import pill from './pill.module.css';
import { ReadAloud } from './read-aloud';
import { RecordingBadge } from './recording-badge';
import { SeenList } from './seen-list';
import { SendingQuestion } from './sending-question';
import { LiveSession } from './session';
import { SettingsPanel } from './settings-panel';
import { Stage } from './stage';
import { StartCard } from './start-card';
import { TopBar } from './top-bar';
import { useCounts } from './use-counts';
import { useMeter } from './use-meter';
import { useStore } from '../state/use-store';

/** The live page: a source fills the screen, and what the model sees in it is drawn over it. */
export function Live() {
  const [session] = useState(() => new LiveSession());
  useEffect(() => {
    const wishes = new URLSearchParams(window.location.search);
    const end = session.start(wishes.get('model') ?? undefined);
    // From the home page the one tap was there.
    if (wishes.get('start') === 'camera') void session.sources.openCamera();
    return end;
  }, [session]);
  useEffect(() => guardLeaving(session.keeping), [session]);
  const state = useStore(session.state);
  const reading = useMeter(session);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const toggleSettings = () => setSettingsOpen(!settingsOpen);
  const keeping = useStore(session.keeping.state);
  const offloading = useStore(session.offloading.state);
  const counts = useCounts(session);
  const { vision, looking, source, paused, models, offer, preferences, asking, notice } = state;
  const [kept] = keeping.kept;
  const asked = modelChoices(models, offer).find(({ name }) => name === asking?.serverOnlyModel?.name);

  return (
    <DropTarget onFile={(file) => void session.sources.open({ kind: 'file', file })}>
      <h1 className="visually-hidden">Live</h1>
      {source.status === 'open' && <Stage session={session} open={source} />}
      <TopBar vision={vision} looking={looking} offloading={offloading} reading={reading} settingsOpen={settingsOpen} onSettings={toggleSettings} />
      {vision.status === 'failed' && offloading.place === 'device'
        ? <FailureCard session={session} title="The model does not run" advice={`${vision.failure.message}${offer.offered && offloading.wish === 'device' ? ' Or let the server look, in the settings: pictures are sent there.' : ''}`} onRetry={() => void session.openModel()} offerOthers={false} />
        : source.status === 'failed'
          ? <FailureCard session={session} {...source.failure} onRetry={() => void session.sources.retry()} offerOthers />
          : source.status !== 'open' && <StartCard session={session} state={state} />}
      {source.status === 'open' && (
        <>
          <SeenList counts={counts} />
          {preferences.readAloud && <ReadAloud counts={counts} />}
        </>
      )}
      <div className={styles.foot}>
        <p className={source.status === 'open' && paused ? pill.pill : 'visually-hidden'} role="status">{describe(state, offloading.place)}</p>
        {source.status === 'open' && (
          <>
            {keeping.recording !== undefined && <RecordingBadge recording={keeping.recording} />}
            {notice !== undefined && <Notice sentence={notice} onDismiss={() => session.dismissNotice()} />}
            {vision.status === 'opening' && <ModelProgress progress={vision.progress} floating />}
            <ControlBar session={session} state={state} source={source.source} keeping={keeping} onSettings={toggleSettings} settingsOpen={settingsOpen} />
          </>
        )}
      </div>
      {kept !== undefined && <KeptSheet key={kept.urls[0]} kept={kept} asked={keeping.asked} onAsk={session.keeping.offer} onSaved={() => session.keeping.saved()} onClose={() => session.keeping.letGo()} />}
      <SettingsPanel session={session} state={state} offloading={offloading} reading={reading} open={settingsOpen} onOpenChange={setSettingsOpen} />
      <SendingQuestion open={asking !== undefined} serverOnlyModel={asked?.title} onAnswer={(agreed) => session.placement.answer(agreed)} />
    </DropTarget>
  );
}

/** The state in words, for screen readers. */
function describe({ vision, looking, source, paused }: LiveState, place: Place): string {
  if (source.status !== 'open') return source.status === 'opening' ? 'Waiting for the camera' : '';
  if (paused) return 'Paused';
  const runs = place === 'server' || vision.status === 'ready';
  return looking !== undefined && runs ? `Running: ${looking.title} looks at ${source.source.title}` : 'The picture is here; the model is on its way';
}
