import { useEffect, useState, useSyncExternalStore } from 'react';
import { resizeCanvas } from '../../overlay/resize-canvas';
import { useElementSize } from '../../ui/use-element-size';
import type { CompareSession } from '../session/compare-session';
import type { DrawLooked } from './draw-answers';
import styles from './views.module.css';

interface AnswerCanvasProps {
  readonly session: CompareSession;
  /** For a screen reader: what is drawn. */
  readonly label: string;
  readonly draw: DrawLooked;
}

/** The newest frame that everyone has looked at, drawn in the screen's own pixels. */
export function AnswerCanvas({ session: { looked }, label, draw }: AnswerCanvasProps) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const view = useElementSize(canvas);
  const form = useSyncExternalStore(looked.subscribe, () => formOf(looked.get()?.picture), () => formOf(undefined));
  useEffect(() => {
    const context = canvas?.getContext('2d', { alpha: false });
    if (!canvas || !context || view === undefined) return;
    const paint = () => {
      const ratio = window.devicePixelRatio;
      resizeCanvas(canvas, Math.round(view.width * ratio), Math.round(view.height * ratio));
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const now = looked.get();
      if (now !== undefined) draw(context, now, view);
    };
    paint();
    return looked.subscribe(paint);
  }, [canvas, looked, view, draw]);
  return <canvas ref={setCanvas} className={styles.picture} style={{ aspectRatio: form }} role="img" aria-label={label} />;
}

/** Of a picture, as CSS has it. */
const formOf = (picture: HTMLCanvasElement | undefined): string => (picture === undefined ? '4 / 3' : `${picture.width} / ${picture.height}`);
