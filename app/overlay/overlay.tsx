import { useEffect, useState } from 'react';
import type { Size } from '../../models/geometry/box';
import type { Sight } from '../vision/messages';
import type { ValueStore } from '../live/value-store';
import { drawDetections } from './draw-detections';
import styles from './overlay.module.css';
import { place, type Fit } from './view';

interface OverlayProps {
  readonly sight: ValueStore<Sight | undefined>;
  readonly view: Size;
  readonly fit: Fit;
  readonly mirrored: boolean;
  readonly threshold: number;
}

/** What was seen, drawn over the picture in the screen's own pixels whenever it changes. */
export function Overlay({ sight, view, fit, mirrored, threshold }: OverlayProps) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  useEffect(() => {
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const draw = () => {
      scheduled = 0;
      const ratio = window.devicePixelRatio;
      resize(canvas, Math.round(view.width * ratio), Math.round(view.height * ratio));
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, view.width, view.height);
      const prediction = sight.get()?.prediction;
      if (prediction?.task === 'detection') drawDetections(context, view, prediction, { placement: place(prediction, view, fit), mirrored, threshold });
    };
    let scheduled = requestAnimationFrame(draw);
    const unsubscribe = sight.subscribe(() => {
      if (scheduled === 0) scheduled = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(scheduled);
      unsubscribe();
    };
  }, [canvas, sight, view, fit, mirrored, threshold]);
  return <canvas ref={setCanvas} className={styles.overlay} data-testid="overlay" aria-hidden="true" />;
}

/** Setting a canvas's size empties it and allocates anew, so only when it differs. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
