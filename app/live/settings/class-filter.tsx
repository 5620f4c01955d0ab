import { useState } from 'react';
import type { Card } from '../../../models/artifact/card';
import { classColour } from '../../overlay/class-colour';
import styles from './class-filter.module.css';
import disclosure from '../../ui/disclosure.module.css';
import field from '../../ui/field.module.css';

interface ClassFilterProps {
  readonly categories: Card['categories'];
  readonly hidden: readonly number[];
  readonly onChange: (hidden: readonly number[]) => void;
}

/** Which of the model's classes are shown. */
export function ClassFilter({ categories, hidden, onChange }: ClassFilterProps) {
  const [search, setSearch] = useState('');
  const found = categories.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const shown = categories.length - hidden.length;
  const hide = (ids: readonly number[]) => onChange([...new Set([...hidden, ...ids])]);
  const show = (ids: readonly number[]) => onChange(hidden.filter((id) => !ids.includes(id)));
  const foundIds = found.map(({ id }) => id);
  return (
    <details className={disclosure.disclosure}>
      <summary>{shown === categories.length ? `All ${shown} are shown` : `${shown} of ${categories.length} are shown`}</summary>
      <div className={styles.tools}>
        <input className={field.input} type="search" aria-label="Search the classes" placeholder="Search" value={search} onChange={({ currentTarget }) => setSearch(currentTarget.value)} />
        <button type="button" className={field.button} onClick={() => show(foundIds)}>Show all</button>
        <button type="button" className={field.button} onClick={() => hide(foundIds)}>Hide all</button>
      </div>
      <ul className={styles.classes}>
        {found.map(({ id, name }) => (
          <li key={id}>
            <label>
              <input type="checkbox" checked={!hidden.includes(id)} onChange={({ currentTarget }) => (currentTarget.checked ? show([id]) : hide([id]))} style={{ accentColor: classColour(id).css }} />
              {name}
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>The model knows no such class.</p>}
    </details>
  );
}
