import { useEffect, useState } from 'react';
import styles from './ambience.module.css';

/** So few pixels that drawing them costs next to nothing. */
const WIDTH = 32;
const HEIGHT = 20;
const EVERY_MS = 500;

/** A blurred echo of the picture that fills what the picture leaves empty. */
export function Ambience({ of }: { readonly of: HTMLVideoElement | HTMLCanvasElement }) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  useEffect(() => {
    const context = canvas?.getContext('2d', { alpha: false });
    if (!context) return;
    // Blurred where it is small: the same blur over the whole screen would be work for a graphics card.
    context.filter = 'blur(2px)';
    const draw = () => context.drawImage(of, -2, -2, WIDTH + 4, HEIGHT + 4);
    draw();
    if (of instanceof HTMLCanvasElement) return;
    const timer = setInterval(draw, EVERY_MS);
    return () => clearInterval(timer);
  }, [canvas, of]);
  return <canvas ref={setCanvas} className={styles.ambience} width={WIDTH} height={HEIGHT} aria-hidden="true" />;
}
