import { useRef, type PointerEvent } from 'react';
import styles from './sheet-grip.module.css';

interface SheetGripProps {
  /** What is dragged with it. */
  readonly sheet: () => HTMLElement | null;
  readonly whole: boolean;
  readonly onWhole: (whole: boolean) => void;
  readonly onClose: () => void;
}

/** So far, in pixels, a sheet must be dragged to become larger or smaller; what is less is a tap. */
const FAR_PX = 48;
const TAP_PX = 6;

/** Makes a sheet at the foot of a small screen larger and smaller, by a tap or by dragging it; dragged down from small it closes. */
export function SheetGrip({ sheet, whole, onWhole, onClose }: SheetGripProps) {
  const start = useRef<{ readonly y: number; readonly height: number }>(undefined);
  const dragged = useRef(false);

  const onPointerDown = ({ currentTarget, pointerId, clientY }: PointerEvent<HTMLButtonElement>) => {
    currentTarget.setPointerCapture(pointerId);
    start.current = { y: clientY, height: sheet()?.offsetHeight ?? 0 };
    dragged.current = false;
  };
  const onPointerMove = ({ clientY }: PointerEvent) => {
    const element = sheet();
    if (start.current === undefined || element === null) return;
    const up = start.current.y - clientY;
    dragged.current ||= Math.abs(up) > TAP_PX;
    element.dataset['dragged'] = 'true';
    element.style.height = `${Math.max(0, start.current.height + up)}px`;
  };
  const onPointerUp = ({ clientY }: PointerEvent) => {
    const element = sheet();
    if (start.current === undefined || element === null) return;
    const up = start.current.y - clientY;
    start.current = undefined;
    delete element.dataset['dragged'];
    element.style.height = '';
    if (up > FAR_PX) onWhole(true);
    else if (up < -FAR_PX && whole) onWhole(false);
    else if (up < -FAR_PX) onClose();
  };
  return (
    <button
      type="button"
      className={styles.grip}
      aria-label={whole ? 'Make the settings smaller' : 'Make the settings larger'}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onClick={() => {
        if (!dragged.current) onWhole(!whole);
        dragged.current = false;
      }}
    />
  );
}
