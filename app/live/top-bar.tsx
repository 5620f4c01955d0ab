import Link from 'next/link';
import type { ServedCard } from '../../models/protocol/messages';
import type { OffloadingState } from '../offload/offloading';
import { COVERS } from '../overlay/overlay';
import { Logo } from '../theme/logo';
import type { VisionState } from '../vision/vision-client';
import { ENGINE_NAMES } from './engine-names';
import type { MeterReading } from './meter';
import styles from './top-bar.module.css';

interface TopBarProps {
  readonly vision: VisionState;
  /** What answers now. */
  readonly looking: ServedCard | undefined;
  readonly offloading: OffloadingState;
  readonly reading: MeterReading | undefined;
  readonly settingsOpen: boolean;
  readonly onSettings: () => void;
}

/** The way home, and the state at a glance: how fast, which model at which size, on what. */
export function TopBar({ vision, looking, offloading, reading, settingsOpen, onSettings }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.home} aria-label="Fovea, home page">
        <Logo />
      </Link>
      {looking !== undefined && (
        <button type="button" {...COVERS} className={styles.state} onClick={onSettings} aria-expanded={settingsOpen} aria-haspopup="dialog">
          <span className={styles.speed}>{speed(reading)}</span>
          <span className={styles.what}>{looking.title} · {pixels(looking)}</span>
          {offloading.place === 'server'
            ? <span className={styles.where}>On the server · {sent(offloading)}</span>
            : vision.status === 'ready' && (
              <span className={styles.what}>
                {offloading.wish !== 'device' && 'On this device · '}
                {ENGINE_NAMES[vision.engine.name].short} · {vision.engine.detail}
                {offloading.bytesPerSecond > 0 && ` · ${sent(offloading)} to try the server`}
              </span>
            )}
          <span className={styles.why}>{offloading.wish === 'device' && vision.status === 'ready' ? vision.engine.reason : offloading.reason}</span>
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

const pixels = ({ input: { width, height } }: ServedCard): string => (width === height ? `${width} px` : `${width} × ${height} px`);

const sent = ({ bytesPerSecond }: OffloadingState): string => `${Math.round(bytesPerSecond / 1000)} kB/s sent`;
