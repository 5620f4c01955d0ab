/** Three rows of `[red, green, blue, constant]`: a new colour, 0 to 255, from an old one; clamped afterwards. */
export type ColourMap = Float32Array;

export interface ColourChange {
  /** Share of the full range that is added. */
  readonly brightness: number;
  /** Factor on the distance from mid grey. */
  readonly contrast: number;
  /** Factor on the distance from the grey of equal luma. */
  readonly saturation: number;
  readonly hueDegrees: number;
}

// Luma of ITU-R BT.709, as CSS filters use it.
const luma = [0.2126, 0.7152, 0.0722] as const;

/**
 * The four changes as one affine map, in the order hue, saturation, contrast, brightness. All of them are linear, so a
 * picture is passed over once. Hue turns in the plane of equal luma by the matrix of the CSS filter `hue-rotate`
 * (Filter Effects 1, section 9.6).
 */
export function colourMap({ brightness, contrast, saturation, hueDegrees }: ColourChange): ColourMap {
  const hue = hueMatrix((hueDegrees * Math.PI) / 180);
  const shift = 127.5 * (1 - contrast) + 255 * brightness;
  const map = new Float32Array(12);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      // Turning the hue keeps the luma, so the grey to which saturation draws is the same before and after it.
      const turned = hue[3 * row + column] ?? 0;
      map[4 * row + column] = contrast * (saturation * turned + (1 - saturation) * (luma[column] ?? 0));
    }
    map[4 * row + 3] = shift;
  }
  return map;
}

function hueMatrix(angle: number): readonly number[] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [r, g, b] = luma;
  return [
    r + cos * (1 - r) - sin * r, g - cos * g - sin * g, b - cos * b + sin * (1 - b),
    r - cos * r + sin * 0.143, g + cos * (1 - g) + sin * 0.14, b - cos * b - sin * 0.283,
    r - cos * r - sin * (1 - r), g - cos * g + sin * g, b + cos * (1 - b) + sin * b,
  ];
}
