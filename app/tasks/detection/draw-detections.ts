import type { Box } from '../../../models/geometry/box';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import { classColour, ON_CLASS_COLOUR } from '../../overlay/class-colour';
import { labelFont, percent } from '../../overlay/labels';
import { toView } from '../../overlay/view';
import type { DrawOptions } from '../task';
import { placeLabels } from './label-places';

const FONT = labelFont(13, 600);
const LABEL = { height: 24, padding: 8, gap: 6, radius: 7 };
const LINE_WIDTH = 2.5;
const MARKED_LINE_WIDTH = 6;

/** Boxes with their labels, the most certain first. */
export function drawDetections(context: CanvasRenderingContext2D, detections: readonly TrackedDetection[], options: DrawOptions): void {
  const { placement, mirrored, marked } = options;
  // The best last, on top of the others.
  for (const { id, box, categoryId, opacity } of detections.toReversed()) {
    context.globalAlpha = opacity;
    drawBox(context, toView(placement, box, mirrored), classColour(categoryId).css, id === marked ? MARKED_LINE_WIDTH : LINE_WIDTH);
  }
  drawLabels(context, detections, options);
}

/** What each is and how certain, beside its box and not over another's. */
export function drawLabels(context: CanvasRenderingContext2D, detections: readonly TrackedDetection[], { view, placement, mirrored, covers }: DrawOptions): void {
  const shown = detections.map(({ box, label, score, categoryId, opacity }) => ({ box: toView(placement, box, mirrored), name: label, score: percent(score), colour: classColour(categoryId).css, opacity }));
  context.font = FONT;
  context.textBaseline = 'middle';
  const widths = shown.map(({ name, score }) => ({ name: context.measureText(name).width, score: context.measureText(score).width }));
  const sizes = widths.map(({ name, score }) => ({ width: name + LABEL.gap + score + 2 * LABEL.padding, height: LABEL.height }));
  const places = placeLabels(shown.map(({ box }) => box), sizes, view, covers);
  places.forEach((place, index) => {
    const label = shown[index];
    const width = widths[index];
    if (label === undefined || width === undefined) return;
    const middle = place.y + place.height / 2 + 0.5;
    context.globalAlpha = label.opacity;
    context.fillStyle = label.colour;
    context.beginPath();
    context.roundRect(place.x, place.y, place.width, place.height, LABEL.radius);
    context.fill();
    context.fillStyle = ON_CLASS_COLOUR;
    context.fillText(label.name, place.x + LABEL.padding, middle);
    context.globalAlpha = 0.72 * label.opacity;
    context.fillText(label.score, place.x + LABEL.padding + width.name + LABEL.gap, middle);
  });
  context.globalAlpha = 1;
}

/** A dark line under the bright one keeps it visible before a bright picture. */
function drawBox(context: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string, lineWidth: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(10, width / 4, height / 4));
  context.strokeStyle = 'rgb(0 0 0 / 0.35)';
  context.lineWidth = lineWidth + 2;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.stroke();
}
