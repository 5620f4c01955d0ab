import type { Size } from '../../../models/geometry/box';
import { place, type Placement } from '../../overlay/view';
import { pageTask } from '../../tasks';
import type { LookedFrame } from '../session/compare-session';
import type { Variant } from '../variants';

/** What draws a frame that was looked at, into a view in CSS pixels. */
export type DrawLooked = (context: CanvasRenderingContext2D, looked: LookedFrame, view: Size) => void;

/** The picture alone, as it is shown. */
export function drawPicture(context: CanvasRenderingContext2D, { picture, mirrored }: LookedFrame, view: Size): Placement {
  const placement = place(picture, view, 'contain');
  const { x, y, width, height } = placement;
  context.save();
  context.translate(mirrored ? 2 * x + width : 0, 0);
  context.scale(mirrored ? -1 : 1, 1);
  context.drawImage(picture, x, y, width, height);
  context.restore();
  return placement;
}

/** The picture with what one variant sees in it: the answer to this very frame, not followed from others. */
export function drawAnswers(context: CanvasRenderingContext2D, looked: LookedFrame, view: Size, { model }: Variant, index: number): void {
  const { picture, mirrored, results } = looked;
  const placement = drawPicture(context, looked, view);
  const prediction = results[index]?.prediction;
  if (prediction === undefined) return;
  const task = pageTask(prediction.task);
  const shown = task.still(prediction, { threshold: model.scoreThreshold, hidden: [] }, undefined);
  task.draw(context, shown, { view, placement, mirrored, on: 'picture', image: picture });
}

/** The same of two variants, one on either side of a line. @param share of the view's width that is on its left */
export function drawDivided(context: CanvasRenderingContext2D, looked: LookedFrame, view: Size, sides: readonly [Side, Side], share: number): void {
  const line = share * view.width;
  [{ from: 0, to: line }, { from: line, to: view.width }].forEach(({ from, to }, index) => {
    const side = sides[index === 0 ? 0 : 1];
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, view.height);
    context.clip();
    drawAnswers(context, looked, view, side.variant, side.index);
    context.restore();
  });
}

export interface Side {
  readonly variant: Variant;
  readonly index: number;
}

/** What a variant sees, in words. */
export function describeAnswers({ results }: LookedFrame, { model }: Variant, index: number): string {
  const prediction = results[index]?.prediction;
  if (prediction === undefined) return '';
  const task = pageTask(prediction.task);
  return task.describe(task.still(prediction, { threshold: model.scoreThreshold, hidden: [] }, undefined));
}
