import type { Window } from '../kernels/convolution-window';

/**
 * Calls `visit` for every output pixel and every place of the window that lies inside the input.
 * Pixels and taps are counted over [n, h, w] and [kh, kw]: multiply by the channels for an index.
 */
export function forEachTap(window: Window, visit: (inputPixel: number, outputPixel: number, tap: number) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = window;
  for (let n = 0, outputPixel = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, outputPixel++) {
        for (let ky = 0; ky < filterHeight; ky++) {
          const iy = oy * strideHeight - padInfo.top + ky;
          if (iy < 0 || iy >= inHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const ix = ox * strideWidth - padInfo.left + kx;
            if (ix >= 0 && ix < inWidth) visit((n * inHeight + iy) * inWidth + ix, outputPixel, ky * filterWidth + kx);
          }
        }
      }
    }
  }
}
