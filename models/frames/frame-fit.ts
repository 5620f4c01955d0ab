/**
 * How a frame is brought into a network's input. 'letterbox': whole, its proportions kept, centred, the rest filled.
 * 'crop': as much of its middle as has the input's proportions. 'stretch': whole, each axis by itself. 'free': whole, its
 * proportions kept, for a network that takes an input of any size.
 */
export const FRAME_FITS = ['letterbox', 'crop', 'stretch', 'free'] as const;
export type FrameFit = (typeof FRAME_FITS)[number];

/** What of a card's input says where a frame goes. */
export interface FitInput {
  readonly width: number;
  readonly height: number;
  /** Default: 'letterbox'. */
  readonly fit?: FrameFit | undefined;
  /** Of a crop, how much of what could be shown is, along either axis. Default: 1. */
  readonly cropShare?: number | undefined;
  /** Of a free input, whose shorter side is that of `width` and `height`: the longer one has no more pixels. Default: twice as many. */
  readonly longestSide?: number | undefined;
  /** Of a free input: both sides are multiples of it. Default: 32. */
  readonly stride?: number | undefined;
}
