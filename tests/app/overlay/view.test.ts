import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestFit, place, pointToView, toView, visibleShare } from '../../../app/overlay/view';

const length = fc.integer({ min: 1, max: 4000 });
const size = fc.record({ width: length, height: length });
const within = fc.double({ min: 0, max: 1, noNaN: true });

describe('a picture in its view', () => {
  it('is seen whole and touches two sides when contained, and hides the whole view when it covers', () => {
    fc.assert(fc.property(size, size, (picture, view) => {
      const contained = place(picture, view, 'contain');
      expect(contained.width).toBeLessThanOrEqual(view.width + 1e-6);
      expect(contained.height).toBeLessThanOrEqual(view.height + 1e-6);
      expect(Math.min(Math.abs(contained.width - view.width), Math.abs(contained.height - view.height))).toBeLessThan(1e-6);
      const covering = place(picture, view, 'cover');
      expect(covering.width).toBeGreaterThanOrEqual(view.width - 1e-6);
      expect(covering.height).toBeGreaterThanOrEqual(view.height - 1e-6);
    }));
  });

  it('is centred', () => {
    fc.assert(fc.property(size, size, fc.constantFrom('cover', 'contain'), (picture, view, fit) => {
      const { x, y, width, height } = place(picture, view, fit);
      expect(x + width / 2).toBeCloseTo(view.width / 2);
      expect(y + height / 2).toBeCloseTo(view.height / 2);
    }));
  });

  it('shows all of a picture of its own shape, and a phone\'s view a third of a landscape one', () => {
    expect(visibleShare({ width: 4, height: 3 }, { width: 800, height: 600 })).toBeCloseTo(1);
    expect(visibleShare({ width: 640, height: 480 }, { width: 390, height: 844 })).toBeCloseTo(0.3466, 3);
    expect(bestFit({ width: 640, height: 480 }, { width: 390, height: 844 })).toBe('contain');
    expect(bestFit({ width: 720, height: 1280 }, { width: 390, height: 844 })).toBe('cover');
    expect(bestFit({ width: 640, height: 480 }, { width: 1440, height: 900 })).toBe('cover');
  });
});

describe('a box in the view', () => {
  const boxIn = fc.tuple(size, within, within, within, within).map(([picture, a, b, c, d]) => {
    const [left, right] = [Math.min(a, b), Math.max(a, b)];
    const [top, bottom] = [Math.min(c, d), Math.max(c, d)];
    return { picture, box: { x: left * picture.width, y: top * picture.height, width: (right - left) * picture.width, height: (bottom - top) * picture.height } };
  });

  it('stays within the picture, mirrored or not', () => {
    fc.assert(fc.property(boxIn, size, fc.constantFrom('cover', 'contain'), fc.boolean(), ({ picture, box }, view, fit, mirrored) => {
      const placement = place(picture, view, fit);
      const shown = toView(placement, box, mirrored);
      const slack = 1e-6 * placement.width + 1e-6;
      expect(shown.x).toBeGreaterThanOrEqual(placement.x - slack);
      expect(shown.x + shown.width).toBeLessThanOrEqual(placement.x + placement.width + slack);
      expect(shown.width).toBeCloseTo(box.width * placement.scale);
      expect(shown.height).toBeCloseTo(box.height * placement.scale);
    }));
  });

  it('is as far from the left in a mirror as it was from the right', () => {
    fc.assert(fc.property(boxIn, size, ({ picture, box }, view) => {
      const placement = place(picture, view, 'cover');
      const plain = toView(placement, box, false);
      const mirrored = toView(placement, box, true);
      expect(mirrored.x - placement.x).toBeCloseTo(placement.x + placement.width - (plain.x + plain.width), 5);
      expect(mirrored.y).toBe(plain.y);
    }));
  });
});

it('a point lies where the corner of a box that begins there lies, and in a mirrored view where it ends there', () => {
  fc.assert(fc.property(size, size, within, within, (picture, view, a, b) => {
    const placement = place(picture, view, 'cover');
    const point = { x: a * picture.width, y: b * picture.height };
    const box = { ...point, width: 10, height: 10 };
    const [plain, mirrored] = [pointToView(placement, point, false), pointToView(placement, point, true)];
    expect(plain.x).toBeCloseTo(toView(placement, box, false).x);
    expect(plain.y).toBeCloseTo(toView(placement, box, false).y);
    const around = toView(placement, box, true);
    expect(mirrored.x).toBeCloseTo(around.x + around.width);
    expect(mirrored.y).toBe(plain.y);
  }));
});
