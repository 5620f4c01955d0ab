import { useEffect, useState } from 'react';

/**
 * What changes with every frame, as it is a few times a second: a page cannot be read that changes more often.
 * @param isSame whether two are alike for who shows them
 */
export function usePolled<T>(read: () => T, isSame: (a: T, b: T) => boolean, everyMs: number): T {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const update = () => setValue((before) => {
      const next = read();
      return isSame(before, next) ? before : next;
    });
    update();
    const timer = setInterval(update, everyMs);
    return () => clearInterval(timer);
  }, [read, isSame, everyMs]);
  return value;
}
