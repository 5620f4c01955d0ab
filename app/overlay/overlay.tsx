import { useEffect, useState } from 'react';
import type { Box, Size } from '../../models/geometry/box';
import type { Picture } from '../tasks/task';
import type { TrackedResults } from '../looker/tracked-results';
import { epochMs } from '../looker/messages';
import styles from './overlay.module.css';
import { resizeCanvas } from './resize-canvas';
import { place, type Fit } from './view';

interface OverlayProps {
  readonly seen: TrackedResults;
  /** What is shown, once it is. */
  readonly image: Picture | undefined;
  readonly view: Size;
  readonly fit: Fit;
  readonly mirrored: boolean;
  /** Told how long a drawing took, in milliseconds. */
  readonly onDrawn: (ms: number) => void;
}

/** Marks an element that lies over the picture, where no label should be. */
export const COVERS = { 'data-covers': true };

/** So long after an answer boxes may still move; then the screen rests until the next. */
const RESTLESS_MS = 1500;

/** What is seen, drawn over the picture in the screen's own pixels, as often as the screen shows a new picture. */
export function Overlay({ seen, image, view, fit, mirrored, onDrawn }: OverlayProps) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  useEffect(() => {
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    let covers: readonly Box[] = [];
    let restAt = 0;
    let scheduled = 0;
    const draw = () => {
      const start = performance.now();
      const ratio = window.devicePixelRatio;
      resizeCanvas(canvas, Math.round(view.width * ratio), Math.round(view.height * ratio));
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, view.width, view.height);
      const { picture } = seen;
      if (seen.task.hidesPicture?.() === true) fillBlack(context, view);
      if (picture !== undefined) seen.task.draw(context, seen.at(epochMs()), { view, placement: place(picture, view, fit), mirrored, on: 'screen', image, covers, marked: seen.picked().marked });
      onDrawn(performance.now() - start);
      scheduled = start < restAt ? requestAnimationFrame(draw) : 0;
    };
    const wake = () => {
      covers = coversOver(canvas);
      restAt = performance.now() + RESTLESS_MS;
      if (scheduled === 0) scheduled = requestAnimationFrame(draw);
    };
    wake();
    const unsubscribe = seen.subscribe(wake);
    return () => {
      cancelAnimationFrame(scheduled);
      unsubscribe();
    };
  }, [canvas, seen, image, view, fit, mirrored, onDrawn]);
  return <canvas ref={setCanvas} className={styles.overlay} data-testid="overlay" dir="ltr" aria-hidden="true" />;
}

function fillBlack(context: CanvasRenderingContext2D, { width, height }: Size): void {
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
}

/** Where they lie over the canvas now. */
function coversOver(canvas: HTMLCanvasElement): readonly Box[] {
  const { x: left, y: top } = canvas.getBoundingClientRect();
  return [...document.querySelectorAll('[data-covers]')].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x - left, y: y - top, width, height };
  });
}
