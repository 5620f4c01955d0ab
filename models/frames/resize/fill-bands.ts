import type { FramePlacement } from '../frame-placement';

/**
 * Colours what a picture leaves free of its target.
 * @param into [3 * target.width * target.height]; where the picture comes it stays as it is
 * @param fill RGB, 0 to 255
 */
export function fillBands(into: Uint8ClampedArray, { target, padX, padY, width, height }: FramePlacement, [red, green, blue]: readonly [number, number, number]): void {
  const colour = (from: number, to: number) => {
    for (let at = 3 * from; at < 3 * to; at += 3) {
      into[at] = red;
      into[at + 1] = green;
      into[at + 2] = blue;
    }
  };
  colour(0, padY * target.width);
  for (let row = padY * target.width; row < (padY + height) * target.width; row += target.width) {
    colour(row, row + padX);
    colour(row + padX + width, row + target.width);
  }
  colour((padY + height) * target.width, target.height * target.width);
}
