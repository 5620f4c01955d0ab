import { useRef, type PointerEvent } from 'react';

/** As far as a finger goes at least, in CSS pixels, and so much further across than up or down. */
const LEAST_PX = 56;
const LEAST_SLOPE = 1.6;

interface SwipeHandlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: () => void;
}

/** Tells of a finger's swipe across an element. @param onSwipe 1: towards the left, to what comes next from the right; -1 the other way */
export function useSwipe(onSwipe: (direction: 1 | -1) => void): SwipeHandlers {
  const start = useRef<{ readonly id: number; readonly x: number; readonly y: number }>(undefined);
  const forget = () => {
    start.current = undefined;
  };
  return {
    onPointerDown: ({ pointerId: id, pointerType, isPrimary, clientX: x, clientY: y }) => {
      // A second finger means something else.
      start.current = isPrimary && pointerType !== 'mouse' ? { id, x, y } : undefined;
    },
    onPointerUp: ({ pointerId, clientX, clientY }) => {
      const from = start.current;
      forget();
      if (from === undefined || from.id !== pointerId) return;
      const [across, along] = [clientX - from.x, clientY - from.y];
      if (Math.abs(across) >= Math.max(LEAST_PX, LEAST_SLOPE * Math.abs(along))) onSwipe(across < 0 ? 1 : -1);
    },
    onPointerCancel: forget,
  };
}
