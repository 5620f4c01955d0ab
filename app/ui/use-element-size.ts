import { useEffect, useState } from 'react';
import type { Size } from '../../models/geometry/box';

/** An element's size in CSS pixels, followed while it changes; undefined before it is laid out. */
export function useElementSize(element: Element | null): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize(width > 0 && height > 0 ? { width, height } : undefined);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
