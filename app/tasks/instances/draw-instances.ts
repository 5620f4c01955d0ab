import type { Box } from '../../../models/geometry/box';
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
/** A label stands over the top of its thing, not over a corner of its box where nothing is: over what so much of the height holds. */
const TOP_SHARE = 0.15;

/** Masks with clean edges, each where its box is now, and their labels; the most certain first. */
export function drawInstances(context: CanvasRenderingContext2D, instances: readonly Tracked<Instance>[], options: DrawOptions): void {
  const { placement, mirrored, marked } = options;
  // The best last, on top of the others.
  for (const { id, box, mask, categoryId, opacity } of instances.toReversed()) {
    const { x, y, width, height } = toView(placement, box, mirrored);
    const outline = new Path2D();
    outline.addPath(outlineOf(mask).path, mirrored ? { a: -width, d: height, e: x + width, f: y } : { a: width, d: height, e: x, f: y });
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
  drawLabels(context, instances.map((instance) => ({ ...instance, box: topOf(instance) })), options);
}

/** As high as a thing's box, and as wide as the thing is at its top. */
function topOf({ box, mask }: Instance): Box {
  const { left, right } = outlineOf(mask);
  return { ...box, x: box.x + left * box.width, width: (right - left) * box.width };
}

/** A mask's edge in a box from 0 to 1, and from where to where its top reaches. */
interface MaskOutline {
  readonly path: Path2D;
  readonly left: number;
  readonly right: number;
}

/** A mask is drawn for many frames of the screen; its outline is made once. */
const outlines = new WeakMap<BoxMask, MaskOutline>();

function outlineOf(mask: BoxMask): MaskOutline {
  const made = outlines.get(mask) ?? makeOutline(mask);
  outlines.set(mask, made);
  return made;
}

function makeOutline(mask: BoxMask): MaskOutline {
  const path = new Path2D();
  const points = maskOutlines(mask, { x: 0, y: 0, width: 1, height: 1 }).flatMap((outline) => {
    const corners = Array.from({ length: outline.length / 2 }, (_, i) => ({ x: outline[2 * i] ?? 0, y: outline[2 * i + 1] ?? 0 }));
    corners.forEach(({ x, y }, i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    path.closePath();
    return corners;
  });
  const top = Math.min(...points.map(({ y }) => y)) + TOP_SHARE;
  const xs = points.filter(({ y }) => y <= top).map(({ x }) => x);
  return xs.length === 0 ? { path, left: 0, right: 1 } : { path, left: Math.min(...xs), right: Math.max(...xs) };
}
