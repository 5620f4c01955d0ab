import type { FollowedClass } from '../../../models/tracking/classification-tracker';
import { labelFont, percent } from '../../overlay/labels';
import type { DrawOptions } from '../task';

const PANEL = { edge: 14, padding: 12, radius: 14, width: 380 };
const ROW = { height: 28, gap: 12, percent: 44, bar: 6 };
const FONTS = { leading: labelFont(18, 650), other: labelFont(15, 500) };
/** Of a row, for the name. */
const LABEL_SHARE = 0.5;

const GROUND = 'rgb(14 15 18 / 0.78)';
const TEXT = '#f4f3f0';
const TRACK = 'rgb(255 255 255 / 0.16)';
const LEADING = '#ffbe55';

/** The answers with their bars, at the lower left of a picture. */
export function drawAnswers(context: CanvasRenderingContext2D, shown: readonly FollowedClass[], { view }: DrawOptions): void {
  if (shown.length === 0) return;
  const width = Math.min(PANEL.width, view.width - 2 * PANEL.edge);
  const height = shown.length * ROW.height + 2 * PANEL.padding;
  const [left, top] = [PANEL.edge, view.height - PANEL.edge - height];
  context.globalAlpha = 1;
  context.fillStyle = GROUND;
  fillRounded(context, left, top, width, height, PANEL.radius);
  context.textBaseline = 'middle';
  const inner = width - 2 * PANEL.padding;
  const labelWidth = LABEL_SHARE * (inner - ROW.percent);
  const barLeft = left + PANEL.padding + labelWidth + ROW.gap;
  const barWidth = inner - labelWidth - ROW.percent - 2 * ROW.gap;
  shown.forEach(({ label, score, opacity }, row) => {
    const middle = top + PANEL.padding + (row + 0.5) * ROW.height;
    context.globalAlpha = opacity;
    context.font = row === 0 ? FONTS.leading : FONTS.other;
    context.fillStyle = TEXT;
    context.fillText(shortened(context, label, labelWidth), left + PANEL.padding, middle);
    context.textAlign = 'right';
    context.fillText(percent(score), left + width - PANEL.padding, middle);
    context.textAlign = 'left';
    context.fillStyle = TRACK;
    fillRounded(context, barLeft, middle - ROW.bar / 2, barWidth, ROW.bar, ROW.bar / 2);
    context.fillStyle = row === 0 ? LEADING : TEXT;
    fillRounded(context, barLeft, middle - ROW.bar / 2, Math.max(ROW.bar, score * barWidth), ROW.bar, ROW.bar / 2);
  });
  context.globalAlpha = 1;
}

function fillRounded(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

/** As much of a text as fits. */
function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length - 1;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
