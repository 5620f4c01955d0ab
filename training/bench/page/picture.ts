import type { Frame } from '../../../models/frames/frame';

/** What every runtime looks at: a picture of the input's size, colours that run, so that resizing takes no part in what is timed. */
export function benchFrame(width: number, height: number): Frame & { readonly pixels: { readonly width: number; readonly height: number; readonly channels: 3; readonly data: Uint8Array } } {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at++) data[at] = (at * 7 + Math.floor(at / (width * 3)) * 13) % 256;
  const pixels = { width, height, channels: 3, data } as const;
  return { width, height, pixels, fitted: () => pixels, close: () => undefined };
}
