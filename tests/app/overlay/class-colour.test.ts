import { describe, expect, it } from 'vitest';
import { classColour, ON_CLASS_COLOUR } from '../../../app/overlay/class-colour';

/** Oklch to linear sRGB, by Ottosson's matrices (https://bottosson.github.io/posts/oklab/), clipped to the gamut. */
function linearRgb(css: string): readonly number[] {
  const [lightness = 0, chroma = 0, hue = 0] = (/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/.exec(css) ?? []).slice(1).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((value) => Math.min(1, Math.max(0, value)));
}

const linearHex = (hex: string) => [1, 3, 5].map((at) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
const luminance = ([r = 0, g = 0, b = 0]: readonly number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

describe('the colour of a class', () => {
  const ids = Array.from({ length: 90 }, (_, index) => index + 1);

  it('is the same every time', () => {
    for (const id of ids) expect(classColour(id)).toEqual(classColour(id));
  });

  it('lets its dark text be read: a contrast of at least 7 to 1 (WCAG 2.2, level AAA)', () => {
    const text = luminance(linearHex(ON_CLASS_COLOUR));
    for (const id of ids) expect((luminance(linearRgb(classColour(id).css)) + 0.05) / (text + 0.05)).toBeGreaterThan(7);
  });

  it('differs clearly between neighbours in the list', () => {
    for (const id of ids) {
      const apart = Math.abs(classColour(id).hue - classColour(id + 1).hue);
      expect(Math.min(apart, 360 - apart)).toBeGreaterThan(90);
    }
  });
});
