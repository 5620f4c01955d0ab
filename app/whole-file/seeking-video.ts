import { frameOf } from '../sources/feed/feed-video';
import type { Transferable2d } from '../looker/messages';

/** A video's picture and the time at which it begins; the receiver closes the picture. */
export interface FramedAt {
  readonly image: Transferable2d;
  readonly timeS: number;
}

/** A seek that takes longer has got stuck; a page that is hidden may take as long as it likes. */
const PATIENCE_MS = 30_000;
/** After a seek its picture is shown within so long, or was shown before. */
const SHOWN_WITHIN_MS = 200;
/** What a picture says of its time is believed so near to where it was looked for. */
const NEAR_S = 5;

/** A video file whose pictures are fetched by their times, in any order and none twice by accident. Nobody sees it. */
export class SeekingVideo {
  private readonly video = document.createElement('video');
  private readonly url: string;
  private lastS: number | undefined;

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
    const shown = this.nextShown();
    await this.seek(Math.min(timeS, this.lengthS), signal);
    let framed = await this.grab(timeS, shown);
    if (framed.timeS === this.lastS) {
      // Either it still stands, or the browser is late in showing the one that was sought.
      framed.image.close();
      await shown;
      framed = await this.grab(timeS, shown);
    }
    this.lastS = framed.timeS;
    return framed;
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

  /** @param shown what the browser says of it, where the picture itself does not tell its time */
  private async grab(soughtS: number, shown: Promise<number | undefined>): Promise<FramedAt> {
    const image = await frameOf(this.video, 'frame');
    if (image === undefined) throw new Error(`The video has no picture at ${soughtS.toFixed(2)} s.`);
    const toldS = 'timestamp' in image ? image.timestamp / 1e6 : NaN;
    return { image, timeS: Math.abs(toldS - soughtS) < NEAR_S ? toldS : (await shown) ?? soughtS };
  }

  /** The time of the next picture that is shown; undefined where none is for a while, as in a page that is hidden. */
  private nextShown(): Promise<number | undefined> {
    return new Promise((resolve) => {
      if ('requestVideoFrameCallback' in this.video) this.video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime));
      this.video.addEventListener('seeked', () => setTimeout(resolve, SHOWN_WITHIN_MS), { once: true });
    });
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
