import type { ServedCard } from '../../models/protocol/messages';
import type { Prediction } from '../../models/prediction/prediction';
import { canvasOf, paintAnnotated } from '../captures/annotated-canvas';
import { fileStem, type Capture } from '../captures/capture';
import { FrameResults } from '../captures/frame-results';
import type { Transferable2d } from '../looker/messages';
import { NOTHING_PICKED, type PageTask, type ResultFilter } from '../tasks/task';
import { everyFrame, framesAtRate } from './every-frame';
import { SeekingVideo } from './seeking-video';
import { VideoWriter } from './video-writer';

/** How much of a file is looked at, and what is made of it. */
export interface WholeFileWish {
  /** Undefined: every frame. */
  readonly framesPerSecond: number | undefined;
  readonly withVideo: boolean;
}

export interface WholeFileProgress {
  readonly frames: number;
  readonly atS: number;
  readonly lengthS: number;
}

export interface Looker {
  /** The picture stays the caller's. */
  readonly look: (image: Transferable2d) => Promise<{ readonly prediction: Prediction; readonly card: ServedCard }>;
  readonly filter: (card: ServedCard) => ResultFilter;
}

interface LookThrough extends WholeFileWish, Looker {
  /** What the answers are of. */
  readonly task: PageTask;
  readonly file: File;
  /** Ends it, and keeps what there is. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: WholeFileProgress) => void;
  /** Shows each frame with what is seen in it. */
  readonly onCanvas: (canvas: HTMLCanvasElement) => void;
}

/** What is seen at a time is what the frame of that time shows, not what was drawn before: an answer came long ago. */
const LONG_AGO_MS = 1000;

/**
 * Looks at the frames of a video file, one after the other as the device can, follows what is seen, and makes tables of
 * it and a video in which it is drawn. One frame is in memory at a time.
 * @returns undefined where it ended before the first frame
 * @throws Error where the browser cannot play the file, or nothing looks
 */
export async function lookThrough({ task, file, framesPerSecond, withVideo, look, filter, signal, onProgress, onCanvas }: LookThrough): Promise<Capture | undefined> {
  const started = new Date();
  const video = await SeekingVideo.open(file, signal);
  const picture = { width: video.width, height: video.height };
  const { canvas, context } = canvasOf(picture);
  onCanvas(canvas);
  const writer = withVideo || task.records === undefined ? await VideoWriter.open(picture, video.lengthS) : undefined;
  const tracker = task.createTracker();
  const results = new FrameResults(file.name, picture, task.joints);
  let card: ServedCard | undefined;
  let endS = 0;
  try {
    const frames = framesPerSecond === undefined ? everyFrame(video, signal) : framesAtRate(video, framesPerSecond, signal);
    for await (const { image, timeS } of unlessEnded(frames, signal)) {
      try {
        const looked = await look(image);
        card = looked.card;
        const { threshold, hidden } = filter(card);
        const takenAtMs = 1000 * timeS;
        if (looked.prediction.task === task.name) tracker.update({ prediction: looked.prediction, takenAtMs, arrivedAtMs: takenAtMs - LONG_AGO_MS, threshold });
        const seen = task.select(tracker.at(takenAtMs), hidden, NOTHING_PICKED);
        results.add({ timeS, records: task.records?.(seen, picture) ?? [] });
        paintAnnotated(context, image, picture, { draw: (where, options) => task.draw(where, seen, options), hidesPicture: task.hidesPicture?.() });
        await writer?.add(canvas, timeS);
        endS = timeS;
        onProgress({ frames: results.frameCount, atS: timeS, lengthS: video.lengthS });
      } finally {
        image.close();
      }
    }
    if (card === undefined) return undefined;
    const stem = fileStem(started);
    const blob = await writer?.finish(signal.aborted ? endS : video.lengthS);
    const shown = blob === undefined ? [] : [new File([blob], `${stem}.webm`, { type: blob.type })];
    const { frameCount, trackCount, answerCount } = results;
    const found = task.records === undefined ? '' : trackCount > 0 ? `, ${counted(trackCount, 'thing')} followed` : answerCount === 0 ? ', nothing seen' : '';
    const description = `${file.name}: ${counted(frameCount, 'frame')} looked at by ${card.title}${found}`;
    return { kind: 'whole file', files: [...shown, ...(task.records === undefined ? [] : results.files(stem, card, started))], answers: task.answers, description };
  } finally {
    writer?.close();
    video.close();
  }
}

/** A person who ends it early has what came until then. */
async function* unlessEnded<T>(frames: AsyncGenerator<T, void>, signal: AbortSignal): AsyncGenerator<T, void> {
  try {
    yield* frames;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
