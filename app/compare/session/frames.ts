import type { Transferable2d } from '../../looker/messages';
import { frameOf } from '../../sources/feed/feed-video';
import type { FeedWay } from '../../sources/feed/feed-way';
import { nextFrame } from '../../sources/feed/next-frame';

/** A frame for every variant to look at. Whoever takes it closes it. */
export interface OfferedFrame {
  readonly frame: Transferable2d;
  /** Not while buffers are made and the browser compiles again what runs often. */
  readonly counts: boolean;
  /** Of a benchmark, from 0. */
  readonly round?: number;
  /** How much of what there is to look at has been, 0 to 1; undefined where it has no end. */
  readonly done?: number;
}

/** Looks of each variant that do not count. */
const WARM_UP = 3;

/** What a video shows whenever it is asked for, without an end. @param video once it has a picture */
export async function* liveFrames(video: () => HTMLVideoElement | null, way: () => FeedWay, signal: AbortSignal): AsyncGenerator<OfferedFrame, void> {
  for (let taken = 0; !signal.aborted;) {
    const shown = video();
    await (shown === null ? aMoment(signal) : nextPicture(shown, signal));
    const frame = shown === null || signal.aborted ? undefined : await frameOf(shown, way());
    if (frame !== undefined) yield { frame, counts: taken++ >= WARM_UP };
  }
}

/** How often a still picture is looked at; then the device rests. */
export const PICTURE: Rounds = { rounds: 1, inEach: 30 };
/** As neutral suites do it: rounds, with the median of each, so that a disturbance of one is seen. */
export const BENCHMARK: Rounds = { rounds: 5, inEach: 2 };

export interface Rounds {
  readonly rounds: number;
  /** How often each picture comes in a round. */
  readonly inEach: number;
}

/** Pictures again and again, after a warm-up. They stay the caller's. */
export async function* stillFrames(pictures: readonly ImageBitmap[], { rounds, inEach }: Rounds, signal: AbortSignal): AsyncGenerator<OfferedFrame, void> {
  const inRound = pictures.length * inEach;
  for (let look = -WARM_UP; look < rounds * inRound && !signal.aborted; look++) {
    const picture = pictures[(look + WARM_UP) % pictures.length];
    if (picture === undefined) return;
    const round = Math.floor(Math.max(0, look) / inRound);
    yield { frame: await createImageBitmap(picture), counts: look >= 0, round, done: Math.max(0, look + 1) / (rounds * inRound) };
  }
}

/** The video's next picture; at the latest a moment later, for one that stands still has none. */
async function nextPicture(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  let cancel: () => void = () => undefined;
  await Promise.race([new Promise<void>((resolve) => (cancel = nextFrame(video, resolve))), aMoment(signal)]);
  cancel();
  await seen(signal);
}

/** Resolves once the page is seen: a device that nobody looks at rests. */
function seen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

const MOMENT_MS = 250;

function aMoment(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MOMENT_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
