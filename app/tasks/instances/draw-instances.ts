import type { BoxMask } from '../../../models/geometry/box-mask';
import { maskOutlines } from '../../../models/geometry/mask-outline';
import type { Instance } from '../../../models/prediction/prediction';
import type { Tracked } from '../../../models/tracking/detection-tracker';
import { classColour } from '../../overlay/class-colour';
import { toView } from '../../overlay/view';
import { drawLabels } from '../detection/draw-detections';
import type { DrawOptions } from '../task';

const LINE_WIDTH = 2;
const MARKED_LINE_WIDTH = 5;
const FILLED = 0.4;

/** Masks with clean edges, each where its box is now, and their labels; the most certain first. */
export function drawInstances(context: CanvasRenderingContext2D, instances: readonly Tracked<Instance>[], options: DrawOptions): void {
  const { placement, mirrored, marked } = options;
  // The best last, on top of the others.
  for (const { id, box, mask, categoryId, opacity } of instances.toReversed()) {
    const { x, y, width, height } = toView(placement, box, mirrored);
    const outline = new Path2D();
    outline.addPath(outlineOf(mask), mirrored ? { a: -width, d: height, e: x + width, f: y } : { a: width, d: height, e: x, f: y });
    const lineWidth = id === marked ? MARKED_LINE_WIDTH : LINE_WIDTH;
    context.fillStyle = classColour(categoryId).css;
    context.globalAlpha = FILLED * opacity;
    context.fill(outline, 'evenodd');
    // A dark line under the bright one keeps it visible before a bright picture, and things of a class apart.
    context.globalAlpha = opacity;
    context.lineJoin = 'round';
    context.strokeStyle = 'rgb(0 0 0 / 0.45)';
    context.lineWidth = lineWidth + 2;
    context.stroke(outline);
    context.strokeStyle = classColour(categoryId).css;
    context.lineWidth = lineWidth;
    context.stroke(outline);
  }
  drawLabels(context, instances, options);
}

/** A mask is drawn for many frames of the screen; its outline is made once. */
const outlines = new WeakMap<BoxMask, Path2D>();

/** In a box from 0 to 1. */
function outlineOf(mask: BoxMask): Path2D {
  const made = outlines.get(mask);
  if (made !== undefined) return made;
  const path = new Path2D();
  for (const outline of maskOutlines(mask, { x: 0, y: 0, width: 1, height: 1 })) {
    path.moveTo(outline[0] ?? 0, outline[1] ?? 0);
    for (let i = 2; i + 1 < outline.length; i += 2) path.lineTo(outline[i] ?? 0, outline[i + 1] ?? 0);
    path.closePath();
  }
  outlines.set(mask, path);
  return path;
}
