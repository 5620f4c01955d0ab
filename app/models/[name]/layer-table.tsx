'use client';

import styles from './layer-table.module.css';

const COLUMNS = ['Layer', 'Output', 'Multiply-adds', 'Parameters', 'Memory moved'] as const;

/** A block's path and its layers, of each what stands in the columns. */
export type LayerGroup = readonly [path: string, layers: readonly (readonly string[])[]];

/** Layer by layer. The rows come to the browser as data: a server component would have sent their markup twice. */
export function LayerTable({ groups }: { readonly groups: readonly LayerGroup[] }) {
  return (
    <div className={styles.frame} role="region" aria-label="Layers" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>{COLUMNS.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        {groups.map(([path, layers]) => (
          <tbody key={path}>
            <tr><th colSpan={COLUMNS.length} scope="rowgroup">{path}</th></tr>
            {layers.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => <td key={index}>{cell}</td>)}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
