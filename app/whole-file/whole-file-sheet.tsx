import { Dialog, Progress } from 'radix-ui';
import { useEffect, useId, useRef, useState } from 'react';
import { clock } from '../captures/clock';
import card from '../ui/card.module.css';
import sheet from '../captures/capture-sheet.module.css';
import { SheetHead } from '../ui/sheet-head';
import { useStore } from '../ui/use-store';
import type { WholeFile, WholeFileState } from './whole-file';
import styles from './whole-file-sheet.module.css';

/** Frames a second; 0: every one. */
const RATES = [0, 10, 5, 2, 1] as const;
const canWriteVideo = (): boolean => 'VideoEncoder' in window;

/** Asks how closely to look through a video file, then shows how far that is. */
export function WholeFileSheet({ wholeFile }: { readonly wholeFile: WholeFile }) {
  const state = useStore(wholeFile.state);
  if (state.status === 'closed') return null;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && wholeFile.cancel()}>
      <Dialog.Portal>
        <Dialog.Overlay className={sheet.veil} />
        {/* What is under way is not lost by a tap beside it. */}
        <Dialog.Content className={sheet.sheet} aria-describedby={undefined} onInteractOutside={(event) => event.preventDefault()}>
          <SheetHead title="Whole file" close={state.status === 'asking' ? 'Close' : 'Give up'} />
          {state.status === 'asking' ? <Question wholeFile={wholeFile} /> : <UnderWay wholeFile={wholeFile} state={state} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Question({ wholeFile }: { readonly wholeFile: WholeFile }) {
  const [rate, setRate] = useState<number>(RATES[0]);
  const [withVideo, setWithVideo] = useState(canWriteVideo);
  const name = useId();
  return (
    <form className={styles.form} onSubmit={(event) => {
      event.preventDefault();
      void wholeFile.start({ framesPerSecond: rate === 0 ? undefined : rate, withVideo });
    }}>
      <p className={sheet.description}>The video is looked through from its beginning to its end, as fast as it can be; another tab may be in front. You get what was seen in each frame as JSON (COCO) and CSV; a thing that is followed keeps its id.</p>
      <div className={styles.field}>
        <label htmlFor={name}>Look at</label>
        <select id={name} className={styles.select} value={rate} onChange={({ currentTarget }) => setRate(Number(currentTarget.value))}>
          {RATES.map((value) => <option key={value} value={value}>{value === 0 ? 'every frame' : value === 1 ? '1 frame a second' : `${value} frames a second`}</option>)}
        </select>
      </div>
      <label className={styles.field}>
        <span>A video with the {wholeFile.answers} drawn in</span>
        <input type="checkbox" className={styles.check} checked={withVideo} disabled={!canWriteVideo()} onChange={({ currentTarget }) => setWithVideo(currentTarget.checked)} />
      </label>
      {!canWriteVideo() && <p className={sheet.description}>This browser cannot write a video from single frames.</p>}
      <div className={sheet.actions}>
        <button type="submit" className={card.primary}>Start</button>
      </div>
    </form>
  );
}

function UnderWay({ wholeFile, state: { progress, canvas, ending } }: { readonly wholeFile: WholeFile; readonly state: WholeFileState & { readonly status: 'running' } }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (canvas !== undefined) place.current?.replaceChildren(canvas);
  }, [canvas]);
  const done = progress === undefined ? 0 : Math.min(1, progress.atS / Math.max(progress.lengthS, 0.001));
  const percent = Math.floor(100 * done);
  // So that one sees it from another tab.
  useEffect(() => {
    const { title } = document;
    return () => {
      document.title = title;
    };
  }, []);
  useEffect(() => {
    document.title = `${percent} % · Fovea`;
  }, [percent]);
  return (
    <>
      <div ref={place} className={styles.preview} aria-hidden="true" />
      <Progress.Root className={styles.track} value={percent} aria-label="Looking through the file">
        <Progress.Indicator className={styles.done} style={{ scale: `${done} 1` }} />
      </Progress.Root>
      <p className={sheet.description}>{progress === undefined ? 'Opening the file' : `${progress.frames} frames · ${clock(1000 * progress.atS)} of ${clock(1000 * progress.lengthS)}`}</p>
      <div className={sheet.actions}>
        <button type="button" className={card.primary} disabled={ending} onClick={() => wholeFile.finish()}>Stop and keep this much</button>
        <button type="button" className={card.secondary} disabled={ending} onClick={() => wholeFile.cancel()}>Cancel</button>
      </div>
    </>
  );
}
