/** How luma (0 to 255) and chroma (-128 to 127) become RGB, 0 to 255: grey = (luma - black) * scale, and so much of U and V. */
export interface YuvToRgb {
  readonly black: number;
  readonly scale: number;
  readonly redOfV: number;
  readonly greenOfU: number;
  readonly greenOfV: number;
  readonly blueOfU: number;
}

/** The share of red and blue in luma, by the names that WebCodecs has for the matrices (ITU-R BT.601, BT.709, BT.2020). */
const WEIGHTS: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  'bt2020-ncl': [0.2627, 0.0593],
};

/**
 * @param colorSpace of a VideoFrame; what it leaves open is taken as browsers take it, BT.601 of video's range
 * @returns undefined for a matrix that is none of these
 */
export function yuvToRgb({ matrix, fullRange }: Pick<VideoColorSpace, 'matrix' | 'fullRange'>): YuvToRgb | undefined {
  const weights = WEIGHTS[matrix ?? 'smpte170m'];
  if (weights === undefined) return undefined;
  const [red, blue] = weights;
  const green = 1 - red - blue;
  // Video's range is 16 to 235 for luma and 16 to 240 for chroma.
  const [black, scale, chroma] = fullRange === true ? [0, 1, 1] : [16, 255 / 219, 255 / 224];
  return {
    black,
    scale,
    redOfV: 2 * (1 - red) * chroma,
    greenOfU: (-2 * blue * (1 - blue) * chroma) / green,
    greenOfV: (-2 * red * (1 - red) * chroma) / green,
    blueOfU: 2 * (1 - blue) * chroma,
  };
}
