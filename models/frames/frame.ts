import type { FramePlacement } from './frame-placement';

/** Rows of interleaved bytes, RGB or RGBA, top to bottom. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A picture that is about to be looked at: a camera's VideoFrame, a decoded file, plain pixels. Each source reads its pixels
 * by the cheapest way it has (planes, a canvas, sharp), all resize alike, and the full picture is never copied into a tensor.
 * Owned by exactly one stage, which closes it in `finally`.
 */
export interface Frame {
  /** Source pixels, after rotation. */
  readonly width: number;
  readonly height: number;
  /** The picture where `placement` has it in a network's input; whatever lies outside has the colour `fill` (RGB, 0 to 255). It holds until the frame is closed. */
  fitted(placement: FramePlacement, fill: readonly [number, number, number]): RawPixels | Promise<RawPixels>;
  /** Frees what the frame holds. Calling it twice is harmless. */
  close(): void;
}
