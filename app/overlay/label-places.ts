import { intersect, areaOf, type Box, type Size } from '../../models/geometry/box';

/**
 * Places for labels, in the order of their boxes, the most important first: above its box, inside at its top, below it,
 * or inside at its bottom, wherever the label lies in the view, hides no earlier label and is not covered. Where every
 * place is taken, the one that collides least.
 * @param covers what lies over the view, such as buttons
 */
export function placeLabels(boxes: readonly Box[], labels: readonly Size[], view: Size, covers: readonly Box[] = []): Box[] {
  const placed: Box[] = [];
  boxes.forEach((box, index) => {
    const label = labels[index];
    if (label === undefined) return;
    const candidates = [box.y - label.height, box.y, box.y + box.height, box.y + box.height - label.height]
      .map((y) => inside({ x: box.x, y, ...label }, view));
    placed.push(leastHiding(candidates, [...covers, ...placed]));
  });
  return placed;
}

function inside(label: Box, view: Size): Box {
  return { ...label, x: between(label.x, view.width - label.width), y: between(label.y, view.height - label.height) };
}

/** Of equal ones the first. */
function leastHiding(candidates: readonly Box[], placed: readonly Box[]): Box {
  const [first, ...others] = candidates.map((candidate) => ({ candidate, hidden: hiddenArea(candidate, placed) }));
  if (first === undefined) throw new RangeError('There is no place to choose from.');
  return others.reduce((best, other) => (other.hidden < best.hidden - 0.5 ? other : best), first).candidate;
}

const hiddenArea = (label: Box, placed: readonly Box[]): number => placed.reduce((sum, other) => sum + areaOf(intersect(label, other)), 0);
const between = (value: number, most: number): number => Math.max(0, Math.min(value, most));
