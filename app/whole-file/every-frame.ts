import type { FramedAt } from './seeking-video';

/** Where pictures come from. */
interface Seekable {
  readonly lengthS: number;
  at(timeS: number, signal: AbortSignal): Promise<FramedAt>;
}

/** Shorter than the pictures of any video, so that the first search finds the second picture. */
const SHORTEST_S = 1 / 250;
/** Into the next picture, of which only the length of those before is known. */
const STRIDE = 1.25;
/** Where so much of the shortest picture fits in, one may lie. */
const FITS = 0.8;
/** Times that differ by less are of one picture: containers round to a thousandth. */
const SAME_S = 0.0015;

/**
 * All pictures of a video, in their order, each once, whether its rate varies or not: none may be shorter than four fifths
 * of the shortest before it. The next picture is looked for a short way on, where that is still the same one twice as far,
 * and where another might lie between, there.
 */
export async function* everyFrame(video: Seekable, signal: AbortSignal): AsyncGenerator<FramedAt, void> {
  const first = await video.at(0, signal);
  yield first;
  let { timeS } = first;
  let shortestS: number | undefined;
  for (;;) {
    const next = await frameAfter(video, timeS, shortestS ?? SHORTEST_S, signal);
    if (next === undefined) return;
    shortestS = Math.min(shortestS ?? Infinity, next.timeS - timeS);
    timeS = next.timeS;
    yield next;
  }
}

/** @param shortestS that a picture stands. @returns undefined after the last */
async function frameAfter(video: Seekable, beginS: number, shortestS: number, signal: AbortSignal): Promise<FramedAt | undefined> {
  let next: FramedAt | undefined;
  // Until then the picture before is known to stand.
  let standsS = beginS;
  for (let strideS = STRIDE * shortestS; next === undefined; strideS *= 2) {
    if (standsS >= video.lengthS) return undefined;
    const atS = Math.min(beginS + strideS, video.lengthS);
    next = await laterThan(video, beginS, atS, signal);
    if (next === undefined) standsS = atS;
  }
  for (let fromS = Math.max(standsS, beginS + shortestS); next.timeS - fromS > FITS * shortestS; fromS = Math.max(standsS, beginS + shortestS)) {
    const atS = (fromS + next.timeS) / 2;
    const between = await laterThan(video, beginS, atS, signal);
    if (between === undefined) standsS = atS;
    else {
      next.image.close();
      next = between;
    }
  }
  return next;
}

/** The picture at a time, unless it is the same as before. */
async function laterThan(video: Seekable, beginS: number, atS: number, signal: AbortSignal): Promise<FramedAt | undefined> {
  const frame = await video.at(atS, signal);
  if (frame.timeS > beginS + SAME_S) return frame;
  frame.image.close();
  return undefined;
}

/** The pictures that are shown at so many times a second, each once. */
export async function* framesAtRate(video: Seekable, perSecond: number, signal: AbortSignal): AsyncGenerator<FramedAt, void> {
  let lastS = -Infinity;
  for (let index = 0; index / perSecond < video.lengthS; index++) {
    const frame = await video.at(index / perSecond, signal);
    if (frame.timeS <= lastS + SAME_S) {
      frame.image.close();
      continue;
    }
    lastS = frame.timeS;
    yield frame;
  }
}
