import type { FrameStream, Transferable2d } from '../../looker/messages';

/** Whoever looks at frames, one at a time. */
export interface FrameSink {
  /** Whether a frame would be looked at now. */
  readonly free: boolean;
  /** Takes a frame over and closes it. */
  look(frame: Transferable2d): void;
  /** Tells of a frame that was let go. */
  skip(): void;
  /** Takes a stream over. @throws DataCloneError where this browser cannot hand it over */
  watch(frames: FrameStream, frameRate: number | undefined): void;
  unwatch(): void;
}

/** Ends the feeding; calling it twice is harmless. */
export type StopFeed = () => void;
