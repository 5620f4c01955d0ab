import { useState, type DragEvent, type ReactNode } from 'react';
import styles from './drop-target.module.css';

/** Takes a file that is dropped anywhere on the page. */
export function DropTarget({ onFile, children }: { readonly onFile: (file: File) => void; readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onFile(file);
  };
  return (
    <main className={styles.target} onDragOver={onDragOver} onDragLeave={() => setOver(false)} onDrop={onDrop}>
      {children}
      {over && <p className={styles.hint}>Drop a picture or a video here</p>}
    </main>
  );
}
