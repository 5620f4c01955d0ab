import type { Size } from '../../models/geometry/box';
import { WebmWriter, type WebmTrack } from './webm';

/** The first that the browser can write. */
const CODECS: readonly { readonly name: string; readonly webm: WebmTrack['codec'] }[] = [
  { name: 'vp09.00.41.08', webm: 'V_VP9' },
  { name: 'vp8', webm: 'V_VP8' },
];
/** A video lives in memory until it is saved. */
const MOST_BYTES = 500e6;
const BITS_PER_PIXEL_AND_SECOND = 4;
/** How far apart the places are that one can jump to. */
const KEY_EVERY_US = 4e6;
/** Pictures that wait for the encoder. */
const MOST_WAITING = 4;

/** Writes pictures at their own times as a video, as fast as they come. */
export class VideoWriter {
  private lastKeyUs = -Infinity;
  private startUs: number | undefined;
  private failure: DOMException | undefined;
  private wake: () => void = () => undefined;

  private constructor(private readonly encoder: VideoEncoder, private readonly webm: WebmWriter, readonly size: Size) {}

  /** @returns undefined where this browser cannot write a video */
  static async open(picture: Size, lengthS: number): Promise<VideoWriter | undefined> {
    if (!('VideoEncoder' in window)) return undefined;
    // Colours are stored for squares of two by two pixels.
    const size = { width: picture.width & ~1, height: picture.height & ~1 };
    const bitrate = Math.round(Math.min(BITS_PER_PIXEL_AND_SECOND * size.width * size.height, (8 * MOST_BYTES) / Math.max(1, lengthS)));
    for (const { name, webm: codec } of CODECS) {
      const config: VideoEncoderConfig = { codec: name, ...size, bitrate, latencyMode: 'quality' };
      const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
      if (supported !== true) continue;
      const webm = new WebmWriter({ codec, ...size });
      const encoder = new VideoEncoder({
        output: (chunk) => {
          const data = new Uint8Array(chunk.byteLength);
          chunk.copyTo(data);
          webm.add(data, Math.round((chunk.timestamp - (writer.startUs ?? 0)) / 1000), chunk.type === 'key');
        },
        error: (error) => {
          writer.failure = error;
          writer.wake();
        },
      });
      const writer = new VideoWriter(encoder, webm, size);
      encoder.configure(config);
      return writer;
    }
    return undefined;
  }

  /** @throws Error where the encoder has failed */
  async add(picture: HTMLCanvasElement, timeS: number): Promise<void> {
    if (this.failure !== undefined) throw new Error('The browser could not write the video.', { cause: this.failure });
    const timestamp = Math.round(1e6 * timeS);
    this.startUs ??= timestamp;
    const keyFrame = timestamp - this.lastKeyUs >= KEY_EVERY_US;
    if (keyFrame) this.lastKeyUs = timestamp;
    const frame = new VideoFrame(picture, { timestamp });
    try {
      this.encoder.encode(frame, { keyFrame });
    } finally {
      frame.close();
    }
    while (this.failure === undefined && this.encoder.encodeQueueSize > MOST_WAITING) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.encoder.addEventListener('dequeue', () => resolve(), { once: true });
      });
    }
  }

  /** @param endS when its last picture ends */
  async finish(endS: number): Promise<Blob> {
    await this.encoder.flush();
    return this.webm.finish(Math.max(0, 1000 * endS - (this.startUs ?? 0) / 1000));
  }

  close(): void {
    if (this.encoder.state !== 'closed') this.encoder.close();
  }
}
