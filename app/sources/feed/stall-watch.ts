import { nextFrame } from './next-frame';

/** Seconds without a picture after which a camera has stalled; while it starts up it may take longer. */
const PATIENCE_S = 4;
const FIRST_PATIENCE_S = 8;

/**
 * Tells once when a camera gives no pictures though the page is seen and nobody paused. Seconds are counted and not read
 * from a clock, so that neither a device that slept nor a page that was busy looks like a stalled camera.
 * @param video what shows the camera; null until it has a picture
 * @returns ends the watch
 */
export function watchForStall(video: () => HTMLVideoElement | null, onStall: () => void): () => void {
  let silentS = 0;
  let patienceS = FIRST_PATIENCE_S;
  let cancel: (() => void) | undefined;
  const saw = () => {
    cancel = undefined;
    silentS = 0;
    patienceS = PATIENCE_S;
  };
  const stop = () => {
    clearInterval(timer);
    cancel?.();
  };
  const timer = setInterval(() => {
    const shown = video();
    // One picture a second is enough to know.
    if (shown !== null) cancel ??= nextFrame(shown, saw);
    if (document.hidden || shown?.paused === true) silentS = 0;
    else if (++silentS > patienceS) {
      stop();
      onStall();
    }
  }, 1000);
  return stop;
}
