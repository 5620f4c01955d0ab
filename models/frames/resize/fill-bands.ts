import type { Letterbox } from '../letterbox';

/**
 * Colours a target whose picture leaves some of it free.
 * @param into [3 * target.width * target.height], overwritten everywhere: the picture comes after
 * @param fill RGB, 0 to 255
 */
export function fillBands(into: Uint8ClampedArray, { target, width, height }: Letterbox, [red, green, blue]: readonly [number, number, number]): void {
  if (width === target.width && height === target.height) return;
  for (let to = 0; to < into.length; to += 3) {
    into[to] = red;
    into[to + 1] = green;
    into[to + 2] = blue;
  }
}
