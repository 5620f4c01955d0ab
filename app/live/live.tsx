'use client';

import { useEffect, useState } from 'react';
import type { Place } from '../offload/policy/latency-by-side';
import { receiveFiles } from '../sources/files/receive-files';
import { guardLeaving } from '../leaving';
import { keepScreenOn } from '../ui/keep-screen-on';
import '../without-eval';
import { ControlBar } from './control-bar';
import { DropTarget } from '../sources/files/drop-target';
import { FailureCard } from './failure-card';
import { HomeLink } from './home-link';
import { CaptureSheet } from '../captures/capture-sheet';
import type { LiveState } from './session/live-state';
import styles from './live.module.css';
import { modelChoices, offeredModes } from './session/live-selectors';
import { ModelFailure } from './model-failure';
import { ModelProgress } from './model-progress';
import { Notice } from '../ui/notice';
import { OtherSources } from '../sources/other-sources';
import pill from '../ui/pill.module.css';
import { COVERS } from '../overlay/overlay';
import { ReadAloud } from './read-aloud';
import { RecordingBadge } from '../captures/recording-badge';
import { SendingQuestion } from './settings/sending-question';
import { LiveSession } from './session/session';
import { SettingsPanel } from './settings/settings-panel';
import { Stage } from './stage';
import { StatePill } from './state-pill';
import { StartCard } from './start-card';
import { FullScreenButton } from '../ui/full-screen-button';
import { WholeFileSheet } from '../whole-file/whole-file-sheet';
import { useMeter } from '../looker/use-meter';
import { pageTask } from '../tasks';
import { useStore } from '../ui/use-store';

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
  useEffect(() => guardLeaving(session.tray), [session]);
  useEffect(() => receiveFiles({
    onFile: (file) => void session.sources.open({ kind: 'file', file }),
    onMissing: () => session.sources.fail(NOTHING_ARRIVED),
  }), [session]);
  useEffect(() => keepScreenOn([session.state, session.wholeFile.state], () => session.isLooking), [session]);
  const state = useStore(session.state);
  const reading = useMeter(session.view.meter);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const toggleSettings = () => setSettingsOpen(!settingsOpen);
  const keeping = useStore(session.tray.state);
  const offloading = useStore(session.offloading.state);
  const { vision, looking, source, paused, models, offer, preferences, asking, notice } = state;
  const [kept] = keeping.kept;
  const choices = modelChoices(models, offer);
  const modes = offeredModes(models, offer);
  const { results } = session.view;
  const task = pageTask(preferences.mode);

  return (
    <DropTarget onFile={(file) => void session.sources.open({ kind: 'file', file })}>
      <h1 className="visually-hidden">Live</h1>
      {source.status === 'open' && <Stage session={session} open={source} modes={modes} over={looking !== undefined && task.over?.(results)} />}
      <div className={styles.head}>
        <div className={styles.corner}>
          <HomeLink />
          <FullScreenButton />
        </div>
        {looking !== undefined && <StatePill vision={vision} looking={looking} technicalName={choices.find(({ name }) => name === looking.name)?.technicalName} offloading={offloading} reading={reading} source={source} answers={task.answers} />}
        {source.status === 'open' && task.head?.(results)}
      </div>
      {vision.status === 'failed' && offloading.place === 'device'
        ? <ModelFailure session={session} state={state} failure={vision.failure} />
        : source.status === 'failed'
          ? <FailureCard title={source.failure.title} advice={source.failure.advice} onRetry={() => void session.sources.retry()}><OtherSources sources={session.sources} /></FailureCard>
          : source.status !== 'open' && <StartCard session={session} state={state} />}
      {source.status === 'open' && preferences.readAloud && <ReadAloud key={task.name} results={results} />}
      <div className={styles.foot}>
        <p className={source.status === 'open' && paused ? pill.pill : 'visually-hidden'} role="status" {...(source.status === 'open' && paused && COVERS)}>{describe(state, offloading.place)}</p>
        {source.status === 'open' && (
          <>
            {keeping.recording !== undefined && <RecordingBadge recording={keeping.recording} />}
            {notice !== undefined && <Notice sentence={notice} onDismiss={() => session.dismissNotice()} />}
            {looking !== undefined && task.foot?.(results, (category) => session.choices.hideCategory(category), looking)}
            {vision.status === 'opening' && <ModelProgress progress={vision.progress} floating />}
            <ControlBar session={session} state={state} source={source.source} modes={modes} keeping={keeping} onSettings={toggleSettings} settingsOpen={settingsOpen} />
          </>
        )}
      </div>
      {kept !== undefined && <CaptureSheet key={kept.urls[0]} kept={kept} asked={keeping.asked} onAsk={session.tray.offer} onSaved={() => session.tray.saved()} onClose={() => session.tray.letGo()} />}
      <WholeFileSheet wholeFile={session.wholeFile} />
      <SettingsPanel session={session} state={state} offloading={offloading} reading={reading} open={settingsOpen} onOpenChange={setSettingsOpen} />
      <SendingQuestion open={asking !== undefined} serverOnlyModel={asking !== undefined && 'serverOnlyModel' in asking ? asking.serverOnlyModel.title : undefined} onAnswer={(agreed) => session.offloadChoice.answer(agreed)} />
    </DropTarget>
  );
}

const NOTHING_ARRIVED = { kind: 'not shared', title: 'What was shared has not arrived', advice: 'Share it once more, or choose it here.' };

/** The state in words, for screen readers. */
function describe({ vision, looking, source, paused }: LiveState, place: Place): string {
  if (source.status !== 'open') return source.status === 'opening' ? 'Waiting for the camera' : '';
  if (paused) return 'Paused';
  const runs = place === 'server' || vision.status === 'ready';
  return looking !== undefined && runs ? `Running: ${looking.title} looks at ${source.source.title}${source.mirrored ? ', mirrored' : ''}` : 'The picture is here; the model is on its way';
}
