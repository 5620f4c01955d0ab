import { RadioGroup } from 'radix-ui';
import { useEffect, useRef } from 'react';
import type { TaskName } from '../../models/tasks';
import { pageTask } from '../tasks';
import styles from './mode-strip.module.css';

interface ModeStripProps {
  readonly modes: readonly TaskName[];
  readonly mode: TaskName;
  readonly onChange: (mode: TaskName) => void;
}

/** What the camera is for, as a phone's has it: one is chosen by a tap, with the arrow keys, or by a swipe over the picture. */
export function ModeStrip({ modes, mode, onChange }: ModeStripProps) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector('[data-state="checked"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [mode, modes.length]);
  if (modes.length < 2) return null;
  return (
    <RadioGroup.Root
      ref={strip}
      className={styles.strip}
      aria-label="Mode"
      orientation="horizontal"
      value={mode}
      onValueChange={(value) => {
        const chosen = modes.find((one) => one === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {modes.map((one) => <RadioGroup.Item key={one} value={one} className={styles.mode}>{pageTask(one).mode}</RadioGroup.Item>)}
    </RadioGroup.Root>
  );
}
