import { intersect, areaOf, type Box, type Size } from '../../../models/geometry/box';

/**
 * Places for labels, in the order of their boxes, the most important first: above its box, inside at its top, below it,
 * or inside at its bottom, wherever the label lies in the view, hides no earlier label and is not covered. Where these
 * are taken, beside whatever takes them, as near to the box as can be; else the one that collides least.
 * @param covers what lies over the view, such as buttons
 */
export function placeLabels(boxes: readonly Box[], labels: readonly Size[], view: Size, covers: readonly Box[] = []): Box[] {
  const placed: Box[] = [];
  boxes.forEach((box, index) => {
    const label = labels[index];
    if (label === undefined) return;
    const taken = [...covers, ...placed];
    const usual = [box.y - label.height, box.y, box.y + box.height, box.y + box.height - label.height]
      .map((y) => inside({ x: box.x, y, ...label }, view));
    const best = leastHiding(usual, taken);
    placed.push(hiddenArea(best, taken) < NEGLIGIBLE ? best : leastHiding([best, ...beside(box, label, view, taken)], taken));
  });
  return placed;
}

/** Of an area, in square pixels. */
const NEGLIGIBLE = 0.5;

/** Where a label touches its box and the edges of what lies in its way, the nearest to the box's first corner first. */
function beside(box: Box, label: Size, view: Size, taken: readonly Box[]): Box[] {
  const xs = [box.x, box.x + box.width - label.width, ...taken.flatMap(({ x, width }) => [x + width, x - label.width])];
  const ys = [box.y - label.height, box.y, ...taken.flatMap(({ y, height }) => [y + height, y - label.height])];
  const distance = ({ x, y }: Box) => Math.abs(x - box.x) + Math.abs(y - box.y);
  return ys.flatMap((y) => xs.map((x) => inside({ x, y, ...label }, view)))
    .filter((place) => touches(place, box))
    .sort((a, b) => distance(a) - distance(b));
}

const touches = (place: Box, box: Box): boolean =>
  place.x <= box.x + box.width && box.x <= place.x + place.width && place.y <= box.y + box.height && box.y <= place.y + place.height;

function inside(label: Box, view: Size): Box {
  return { ...label, x: between(label.x, view.width - label.width), y: between(label.y, view.height - label.height) };
}

/** Of equal ones the first. */
function leastHiding(candidates: readonly Box[], taken: readonly Box[]): Box {
  const [first, ...others] = candidates.map((candidate) => ({ candidate, hidden: hiddenArea(candidate, taken) }));
  if (first === undefined) throw new RangeError('There is no place to choose from.');
  return others.reduce((best, other) => (other.hidden < best.hidden - NEGLIGIBLE ? other : best), first).candidate;
}

const hiddenArea = (label: Box, taken: readonly Box[]): number => taken.reduce((sum, other) => sum + areaOf(intersect(label, other)), 0);
const between = (value: number, most: number): number => Math.max(0, Math.min(value, most));
