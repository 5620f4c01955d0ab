import type { PictureBytes } from './picture-bytes';

type Rgb = [number, number, number];

/** Mean and standard deviation of each channel over all pixels, on the 0 to 255 scale, to a hundredth; a deviation of at least 1, for it divides. */
export function channelMoments({ pixels }: Pick<PictureBytes, 'pixels'>): { readonly mean: Rgb; readonly std: Rgb } {
  const moments = [0, 1, 2].map((channel) => {
    let [sum, squares] = [0, 0];
    for (let i = channel; i < pixels.length; i += 3) {
      const value = pixels[i] ?? 0;
      sum += value;
      squares += value * value;
    }
    const count = pixels.length / 3;
    return { mean: sum / count, std: Math.max(1, Math.sqrt(squares / count - (sum / count) ** 2)) };
  });
  const each = (of: (one: (typeof moments)[number]) => number): Rgb => {
    const [r = 0, g = 0, b = 0] = moments.map((one) => Math.round(of(one) * 100) / 100);
    return [r, g, b];
  };
  return { mean: each(({ mean }) => mean), std: each(({ std }) => std) };
}
