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
/** Times that differ by less are of one picture: containers round to a thousandth. */
const SAME_S = 0.0015;

/**
 * All pictures of a video, in their order, each once, whatever its rate and whether it varies. The next picture is looked
 * for a short way on; where that is still the same one, twice as far, which cannot lead past the next.
 */
export async function* everyFrame(video: Seekable, signal: AbortSignal): AsyncGenerator<FramedAt, void> {
  let shortestS = Infinity;
  let last = await video.at(0, signal);
  let lastS = last.timeS;
  yield last;
  let strideS = SHORTEST_S;
  while (lastS + strideS / 2 < video.lengthS) {
    last = await video.at(lastS + strideS, signal);
    if (last.timeS <= lastS + SAME_S) {
      last.image.close();
      strideS *= 2;
      continue;
    }
    shortestS = Math.min(shortestS, last.timeS - lastS);
    lastS = last.timeS;
    strideS = STRIDE * shortestS;
    yield last;
  }
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
