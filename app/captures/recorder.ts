import type { ServedCard } from '../../models/protocol/messages';
import { hasPicture } from '../sources/files/has-picture';
import { nextFrame } from '../sources/feed/next-frame';
import { epochMs } from '../looker/messages';
import type { TrackedResults } from '../looker/tracked-results';
import { canvasOf, paintAnnotated } from './annotated-canvas';
import { clock } from './clock';
import { fileStem, type Capture } from './capture';
import { MotionLog } from './motion-log';

/** The first that the browser can write; MP4 plays everywhere. */
const FORMATS = ['video/mp4;codecs=avc1.640028', 'video/mp4;codecs=avc1.42E01F', 'video/mp4', 'video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const BITS_PER_SECOND = 5_000_000;
/** A recording lives in memory until it is saved. */
const MOST_BYTES = 500e6;
/** A browser that does not say by then whether it can show its recording may do so later. */
const LONGEST_LOOK_MS = 5000;

export interface RecordingProgress {
  readonly startedAt: number;
  readonly bytes: number;
}

/** Whether this browser can record at all. */
export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && recordingFormat() !== undefined;

const recordingFormat = (): string | undefined => FORMATS.find((format) => MediaRecorder.isTypeSupported(format));

/** A recording is given the benefit of the doubt. */
async function showsPicture(recording: File): Promise<boolean> {
  const url = URL.createObjectURL(recording);
  const doubt = new Promise<boolean>((resolve) => setTimeout(resolve, LONGEST_LOOK_MS, true));
  return await Promise.race([hasPicture(url), doubt]).finally(() => URL.revokeObjectURL(url));
}

/** Records what a video element shows, with what is seen drawn over it, until `stop`, or until memory would run short. */
export class Recorder {
  private readonly canvas: HTMLCanvasElement;
  private readonly recorder: MediaRecorder;
  private readonly chunks: Blob[] = [];
  private readonly startedAt = Date.now();
  private readonly log: MotionLog;
  private bytes = 0;
  private cancelFrame: () => void = () => undefined;
  /** The recording, once it has ended. */
  readonly ended: Promise<Capture>;

  /**
   * @param card of what looks when it ends
   * @throws Error where the browser cannot record, or there is no picture yet
   */
  constructor(video: HTMLVideoElement, private readonly seen: TrackedResults, private readonly card: () => ServedCard | undefined, onProgress: (progress: RecordingProgress) => void) {
    const mimeType = canRecord() ? recordingFormat() : undefined;
    if (mimeType === undefined) throw new Error('This browser cannot record. Take a snapshot, or use another browser.');
    if (video.videoWidth === 0) throw new Error('There is no picture to record yet.');
    const picture = { width: video.videoWidth, height: video.videoHeight };
    const { canvas, context } = canvasOf(picture);
    this.canvas = canvas;
    this.log = new MotionLog(seen, picture);
    const paint = () => {
      // A phone that is turned gives another size; the recording keeps its own.
      const { picture: seenIn } = seen;
      const fits = seenIn !== undefined && seenIn.width === picture.width && seenIn.height === picture.height;
      paintAnnotated(context, video, picture, { draw: (where, options) => fits && seen.task.draw(where, seen.at(epochMs()), options), hidesPicture: seen.task.hidesPicture?.() });
      this.cancelFrame = nextFrame(video, paint);
    };
    paint();
    this.recorder = new MediaRecorder(canvas.captureStream(), { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
    this.ended = new Promise((resolve, reject) => {
      let over = false;
      let failure: Event | undefined;
      this.recorder.addEventListener('dataavailable', ({ data }) => {
        if (over) return;
        this.chunks.push(data);
        this.bytes += data.size;
        onProgress({ startedAt: this.startedAt, bytes: this.bytes });
        if (this.bytes > MOST_BYTES) this.stop();
      });
      // The last of the data and `stop` follow.
      this.recorder.addEventListener('error', (event) => {
        failure = event;
      });
      this.recorder.addEventListener('stop', () => {
        over = true;
        this.release();
        if (failure === undefined || this.bytes > 0) this.keep().then(resolve, reject);
        else reject(new Error('The browser stopped recording.', { cause: failure }));
      });
    });
    this.recorder.start(1000);
    onProgress({ startedAt: this.startedAt, bytes: 0 });
  }

  /** Ends it; `ended` gives what was recorded. Calling it twice is harmless. */
  stop(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
  }

  private release(): void {
    this.cancelFrame();
    this.log.stop();
    for (const track of this.recorder.stream.getTracks()) track.stop();
    this.canvas.width = 0;
  }

  /** @throws Error where the browser has recorded nothing that can be seen */
  private async keep(): Promise<Capture> {
    const description = `${clock(Date.now() - this.startedAt)} long`;
    const type = (this.recorder.mimeType.split(';')[0] ?? '').trim();
    const date = new Date(this.startedAt);
    const stem = fileStem(date);
    const file = new File(this.chunks, `${stem}.${type === 'video/mp4' ? 'mp4' : 'webm'}`, { type });
    if (this.bytes === 0 || !(await showsPicture(file))) throw new Error('The browser recorded no picture. Take a snapshot, or use another browser.');
    const card = this.card();
    const motion = card === undefined ? [] : this.log.files(file.name, stem, card, date);
    return { kind: 'recording', files: [file, ...motion], answers: this.seen.task.answers, description };
  }
}
