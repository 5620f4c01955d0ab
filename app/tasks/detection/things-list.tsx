import { useEffect, useRef } from 'react';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import type { Things } from './things';
import { useThings } from './use-things';

const isSame = (a: TrackedDetection, b: TrackedDetection): boolean => a.id === b.id && a.label === b.label;

/** The boxes for who cannot tap them: a button each, unseen; its box stands out while it has the focus. */
export function ThingsList({ results }: { readonly results: Things }) {
  const things = useThings(results, isSame);
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<number>(undefined);
  useEffect(() => {
    // What is seen no more takes its button along, and the focus would begin again at the top of the page.
    if (focused.current !== undefined && !things.some(({ id }) => id === focused.current)) {
      focused.current = undefined;
      list.current?.focus();
    }
  }, [things]);
  return (
    <ul ref={list} tabIndex={-1} className="visually-hidden" aria-label="Things in the picture">
      {things.map(({ id, label }) => (
        <li key={id}>
          <button
            type="button"
            onFocus={() => {
              focused.current = id;
              results.pick({ marked: id });
            }}
            onBlur={() => {
              focused.current = undefined;
              results.pick({ marked: results.picked().thing });
            }}
            onClick={() => results.pick({ thing: id, marked: id })}
          >
            {label}, number {id}
          </button>
        </li>
      ))}
    </ul>
  );
}
