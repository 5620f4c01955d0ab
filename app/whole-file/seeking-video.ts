import { frameOf } from '../capture/feed-video';
import type { Transferable2d } from '../vision/messages';

/** A video's picture and the time at which it begins; the receiver closes the picture. */
export interface FramedAt {
  readonly image: Transferable2d;
  readonly timeS: number;
}

/** A seek that takes longer has got stuck; a page that is hidden may take as long as it likes. */
const PATIENCE_MS = 30_000;
/** What a picture says of its time is believed so near to where it was looked for. */
const NEAR_S = 5;

/** A video file whose pictures are fetched by their times, in any order and none twice by accident. Nobody sees it. */
export class SeekingVideo {
  private readonly video = document.createElement('video');
  private readonly url: string;

  private constructor(file: File) {
    this.url = URL.createObjectURL(file);
    Object.assign(this.video, { muted: true, playsInline: true, preload: 'auto', src: this.url });
  }

  /** @throws Error where the browser cannot play it */
  static async open(file: File, signal: AbortSignal): Promise<SeekingVideo> {
    const opened = new SeekingVideo(file);
    try {
      if (opened.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await opened.heard('loadeddata', signal);
      // What a browser recorded does not say how long it is, until somebody has looked at its end.
      if (!Number.isFinite(opened.video.duration)) await opened.seek(Number.MAX_SAFE_INTEGER, signal);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  get width(): number {
    return this.video.videoWidth;
  }

  get height(): number {
    return this.video.videoHeight;
  }

  get lengthS(): number {
    return this.video.duration;
  }

  /** The picture that is shown at a time. */
  async at(timeS: number, signal: AbortSignal): Promise<FramedAt> {
    const shownS = this.timeOfNext();
    await this.seek(Math.min(timeS, this.lengthS), signal);
    const image = await frameOf(this.video);
    if (image === undefined) throw new Error(`The video has no picture at ${timeS.toFixed(2)} s.`);
    const toldS = 'timestamp' in image ? image.timestamp / 1e6 : undefined;
    if (toldS !== undefined && Math.abs(toldS - timeS) < NEAR_S) return { image, timeS: toldS };
    return { image, timeS: (await shownS()) ?? timeS };
  }

  close(): void {
    this.video.removeAttribute('src');
    this.video.load();
    URL.revokeObjectURL(this.url);
  }

  private async seek(timeS: number, signal: AbortSignal): Promise<void> {
    const sought = this.heard('seeked', signal);
    this.video.currentTime = timeS;
    await sought;
  }

  /** Where a picture does not say its own time, the browser does when it shows it, which it does not in a page that is hidden. */
  private timeOfNext(): () => Promise<number | undefined> {
    if ('VideoFrame' in window || !('requestVideoFrameCallback' in this.video)) return () => Promise.resolve(undefined);
    const shown = new Promise<number>((resolve) => this.video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime)));
    return () => (document.hidden ? Promise.resolve(undefined) : shown);
  }

  private heard(event: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = new AbortController();
      const settle = (end: () => void) => {
        done.abort();
        clearInterval(timer);
        end();
      };
      let waitedMs = 0;
      const timer = setInterval(() => {
        waitedMs = document.hidden ? 0 : waitedMs + 1000;
        if (waitedMs > PATIENCE_MS) settle(() => reject(new Error('The browser does not go on in the video.')));
      }, 1000);
      this.video.addEventListener(event, () => settle(resolve), { signal: done.signal });
      this.video.addEventListener('error', () => settle(() => reject(new Error(this.video.error?.message ?? 'The video could not be read.'))), { signal: done.signal });
      signal.addEventListener('abort', () => settle(() => reject(new DOMException('It was ended.', 'AbortError'))), { signal: done.signal });
      signal.throwIfAborted();
    });
  }
}
