import { epochMs, type FrameStream, type HandedTrack } from '../../looker/messages';
import { FrameAge } from './frame-age';
import type { Taken } from '../model-runner';

declare global {
  /** Of https://w3c.github.io/mediacapture-transform/; TypeScript knows no tracks in workers. */
  interface MediaStreamTrackProcessorInit {
    track: HandedTrack;
  }
}

export interface TakenFrame {
  /** The receiver's to close. */
  readonly frame: VideoFrame;
  readonly taken: Taken;
}

/** Reads a stream, frame by frame, letting go what has waited too long. It owns the stream. */
export class FrameReader {
  private readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  private readonly age: FrameAge;
  private closed = false;
  private readonly begun: Promise<void>;
  /** Nothing is read before: the page's side of a stream gives frames too until it has heard that the stream was handed over, and does not close them. */
  begin: () => void = () => undefined;

  /**
   * @param stream a camera's frames, or its track where the page cannot read them but a worker can (Safari)
   * @throws ReferenceError where a worker cannot either
   */
  constructor(private readonly stream: FrameStream, frameRate: number | undefined) {
    const frames = 'getReader' in stream ? stream : new MediaStreamTrackProcessor({ track: stream, maxBufferSize: 1 }).readable as ReadableStream<VideoFrame>;
    this.reader = frames.getReader();
    this.begun = new Promise((resolve) => (this.begin = resolve));
    this.age = new FrameAge(frameRate === undefined ? undefined : 1000 / frameRate);
  }

  /** @returns undefined once the stream has ended; one that was closed is read to its end, which closes the frames that wait in it */
  async next(): Promise<TakenFrame | undefined> {
    await this.begun;
    for (;;) {
      const { done, value: frame } = await this.reader.read();
      if (done) return undefined;
      if (this.closed || this.age.isStale(frame.timestamp, performance.now())) frame.close();
      else return { frame, taken: { takenAt: epochMs(), waitedMs: this.age.ageMs, dropped: this.age.takeDropped() } };
    }
  }

  /**
   * No frame is taken any more. Whoever gave a stream ends it; a track that was handed over is this reader's, and keeps the
   * camera's light on until it is stopped. The stream is not cancelled, for that would drop frames without closing them.
   */
  close(): void {
    this.closed = true;
    this.begin();
    if ('stop' in this.stream) this.stream.stop();
  }
}
