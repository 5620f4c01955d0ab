import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import type { Size } from '../../models/geometry/box';
import type { TaskName } from '../../models/tasks';
import { usePlayingVideo } from '../sources/use-playing-video';
import type { PictureSource, SourceState, StreamSource, VideoSource } from '../sources/source';
import { Ambience } from '../overlay/ambience';
import { Overlay } from '../overlay/overlay';
import { bestFit, place } from '../overlay/view';
import { epochMs } from '../looker/messages';
import type { LiveSession } from './session/session';
import styles from './stage.module.css';
import { useSwipe } from './use-swipe';
import { useElementSize } from '../ui/use-element-size';

interface StageProps {
  readonly session: LiveSession;
  readonly open: SourceState & { readonly status: 'open' };
  /** Those that a swipe leads to, in their order. */
  readonly modes: readonly TaskName[];
  /** What the mode lays over the picture. */
  readonly over: ReactNode;
}

/** An element with a picture in it, and that picture's size. */
interface Shown {
  readonly element: HTMLVideoElement | HTMLCanvasElement;
  readonly size: Size;
}

/** The source, as large as the screen, and what was seen in it. */
export function Stage({ session, open: { source, mirrored }, modes, over }: StageProps) {
  const [stage, setStage] = useState<HTMLDivElement | null>(null);
  const [shown, setShown] = useState<Shown>();
  const view = useElementSize(stage);
  const fit = source.kind === 'camera' && shown !== undefined && view !== undefined ? bestFit(shown.size, view) : 'contain';
  const swipe = useSwipe((direction) => {
    const next = modes[modes.indexOf(session.state.get().preferences.mode) + direction];
    if (next !== undefined) session.models.chooseMode(next);
  });
  const pick = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const { results: seen } = session.view;
    const { left, top } = currentTarget.getBoundingClientRect();
    const { picture } = seen;
    if (picture === undefined || view === undefined) return;
    const thing = seen.task.thingAt?.(seen.at(epochMs()), { x: clientX - left, y: clientY - top }, place(picture, view, fit), mirrored);
    seen.pick({ thing, marked: thing });
  };
  return (
    // Who cannot tap finds the same things in a list.
    <div ref={setStage} className={styles.stage} data-fit={fit} data-mirrored={mirrored} onClick={pick} {...swipe}>
      {fit === 'contain' && shown !== undefined && <Ambience of={shown.element} />}
      {source.kind === 'picture'
        ? <StillPicture source={source} onShown={setShown} />
        : <MovingPicture source={source} session={session} onShown={setShown} />}
      {view !== undefined && <Overlay seen={session.view.results} image={shown?.element} view={view} fit={fit} mirrored={mirrored} onDrawn={session.view.meter.drew} />}
      {over}
    </div>
  );
}

function StillPicture({ source: { bitmap, title }, onShown }: { readonly source: PictureSource; readonly onShown: (shown: Shown) => void }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    const { width, height } = bitmap;
    Object.assign(canvas, { width, height }).getContext('2d')?.drawImage(bitmap, 0, 0);
    onShown({ element: canvas, size: { width, height } });
  }, [bitmap, onShown]);
  return <canvas ref={ref} role="img" aria-label={title} />;
}

interface MovingPictureProps {
  readonly source: StreamSource | VideoSource;
  readonly session: LiveSession;
  readonly onShown: (shown: Shown) => void;
}

function MovingPicture({ source, session, onShown }: MovingPictureProps) {
  const ref = usePlayingVideo(source, () => session.router.show(null));
  return (
    <video
      ref={ref}
      aria-label={source.title}
      muted
      loop
      playsInline
      onLoadedData={({ currentTarget }) => session.router.show(currentTarget)}
      onSeeked={() => session.router.sought()}
      onResize={({ currentTarget }) => onShown({ element: currentTarget, size: { width: currentTarget.videoWidth, height: currentTarget.videoHeight } })}
    />
  );
}
