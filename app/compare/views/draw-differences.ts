import type { Difference, FoundBy } from '../../../models/agreement/agreement';
import { maskOutlines } from '../../../models/geometry/mask-outline';
import type { Box, Size } from '../../../models/geometry/box';
import { agreementOf } from '../../../models/tasks';
import { labelFont } from '../../overlay/labels';
import { pointToView, toView, type Placement } from '../../overlay/view';
import type { LookedFrame } from '../session/compare-session';
import { drawPicture } from './draw-answers';

/** Bright enough for dark text on them; told apart by their lines, too. */
export const DIFFERENCE_STYLES: Readonly<Record<FoundBy, { readonly colour: string; readonly dash: readonly number[] }>> = {
  both: { colour: '#f4f3f0', dash: [] },
  reference: { colour: '#ffbe55', dash: [10, 5] },
  other: { colour: '#4fc4b6', dash: [2, 4] },
};

const FONT = labelFont(12, 600);
const LABEL = { height: 20, padding: 6 };
const DIMMED = 0.35;

/** What the reference and another variant differ in, over the picture, which steps back. @returns nothing where the task does not say */
export function drawDifferences(context: CanvasRenderingContext2D, looked: LookedFrame, view: Size, index: number): void {
  const placement = drawPicture(context, looked, view);
  context.fillStyle = `rgb(0 0 0 / ${DIMMED})`;
  context.fillRect(0, 0, view.width, view.height);
  const labels: Box[] = [];
  for (const difference of differencesOf(looked, index)) {
    const { colour, dash } = DIFFERENCE_STYLES[difference.foundBy];
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = difference.foundBy === 'both' ? 1.5 : 3;
    context.setLineDash([...dash]);
    drawOne(context, difference, placement, looked.mirrored);
    context.setLineDash([]);
    if (difference.mask === undefined || difference.foundBy !== 'both') drawLabel(context, difference, toView(placement, difference.box, looked.mirrored), view, labels);
  }
}

/** Of the frame that was looked at last, what both found first. */
export function differencesOf({ results }: Pick<LookedFrame, 'results'>, index: number): readonly Difference[] {
  const [reference, other] = [results[0]?.prediction, results[index]?.prediction];
  return reference === undefined || other === undefined ? [] : agreementOf(reference, other)?.differences ?? [];
}

function drawOne(context: CanvasRenderingContext2D, { box, mask, shifts = [] }: Difference, placement: Placement, mirrored: boolean): void {
  const { x, y, width, height } = toView(placement, box, mirrored);
  if (mask === undefined) context.strokeRect(x, y, width, height);
  else {
    const outline = new Path2D();
    for (const points of maskOutlines(mask, { x: 0, y: 0, width: 1, height: 1 })) {
      for (let at = 0; at < points.length; at += 2) {
        const [across, down] = [points[at] ?? 0, points[at + 1] ?? 0];
        outline[at === 0 ? 'moveTo' : 'lineTo'](x + width * (mirrored ? 1 - across : across), y + height * down);
      }
      outline.closePath();
    }
    context.globalAlpha = 0.4;
    context.fill(outline, 'evenodd');
    context.globalAlpha = 1;
    context.stroke(outline);
  }
  for (const { from, to } of shifts) {
    const [a, b] = [pointToView(placement, from, mirrored), pointToView(placement, to, mirrored)];
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    context.stroke();
    context.beginPath();
    context.arc(a.x, a.y, 3, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Inside the upper edge of its box, below those that are there already. */
function drawLabel(context: CanvasRenderingContext2D, { label }: Difference, box: Box, view: Size, labels: Box[]): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  const width = context.measureText(label).width + 2 * LABEL.padding;
  const x = Math.min(Math.max(0, box.x), Math.max(0, view.width - width));
  let y = Math.min(Math.max(0, box.y), view.height - LABEL.height);
  while (labels.some((other) => x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + LABEL.height)) y += LABEL.height + 2;
  labels.push({ x, y, width, height: LABEL.height });
  context.fillRect(x, y, width, LABEL.height);
  context.fillStyle = '#15110a';
  context.fillText(label, x + LABEL.padding, y + LABEL.height / 2 + 0.5);
}
