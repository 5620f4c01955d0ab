import Link from 'next/link';
import { COVERS } from '../overlay/overlay';
import { Logo } from '../theme/logo';
import type { VisionState } from '../vision/vision-client';
import { ENGINE_NAMES } from './engine-names';
import type { MeterReading } from './meter';
import styles from './top-bar.module.css';

interface TopBarProps {
  readonly vision: VisionState;
  readonly reading: MeterReading | undefined;
  readonly settingsOpen: boolean;
  readonly onSettings: () => void;
}

/** The way home, and the state at a glance: how fast, which model, on what. */
export function TopBar({ vision, reading, settingsOpen, onSettings }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.home} aria-label="Fovea, home page">
        <Logo />
      </Link>
      {vision.status === 'ready' && (
        <button type="button" {...COVERS} className={styles.state} onClick={onSettings} aria-expanded={settingsOpen} aria-haspopup="dialog">
          <span className={styles.speed}>{speed(reading)}</span>
          <span className={styles.what}>{vision.card.title}</span>
          <span className={styles.what}>{ENGINE_NAMES[vision.engine.name].short} · {vision.engine.detail}</span>
          <span className={styles.why}>{vision.engine.reason}</span>
        </button>
      )}
    </header>
  );
}

function speed(reading: MeterReading | undefined): string {
  if (reading === undefined) return 'Ready';
  const latency = `${Math.round(reading.latencyP50Ms)} ms`;
  return reading.fps === 0 ? latency : `${reading.fps < 9.5 ? reading.fps.toFixed(1) : Math.round(reading.fps)} fps · ${latency}`;
}
