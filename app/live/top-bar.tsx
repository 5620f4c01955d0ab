import Link from 'next/link';
import type { ServedCard } from '../../models/protocol/messages';
import type { OffloadingState } from '../offload/offloading-state';
import { COVERS } from '../overlay/overlay';
import { FullScreenButton } from '../screen/full-screen-button';
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

/** The way home, and the state at a glance: how fast, what leaves this device, which model at which size, on what. */
export function TopBar({ vision, looking, offloading, reading, settingsOpen, onSettings }: TopBarProps) {
  return (
    <header className={styles.bar} data-aside={settingsOpen}>
      <Link href="/" prefetch={false} className={styles.home} aria-label="Fovea, home page">
        <Logo />
      </Link>
      <FullScreenButton />
      {looking !== undefined && (
        <button type="button" {...COVERS} className={styles.state} onClick={onSettings} aria-expanded={settingsOpen} aria-haspopup="dialog">
          <span className={styles.speed}>{offloading.place === 'device' && vision.status === 'opening' ? 'Starting' : speed(reading)}</span>
          {offloading.bytesPerSecond > 0 && <span className={styles.sending}>{sending(offloading)}</span>}
          <span className={styles.what}>
            <span className={styles.title}>{looking.title}</span>
            <span className={styles.size}> · {pixels(looking)}</span>
          </span>
          <span className={styles.where}>
            {offloading.place === 'server' ? 'On the server' : 'On this device'}
            {offloading.place === 'device' && vision.status === 'ready' && ` · ${ENGINE_NAMES[vision.engine.name].short} · ${vision.engine.detail}`}
          </span>
          <span className={styles.why} data-urgent={offloading.token !== 'unasked'}>{offloading.wish === 'device' && vision.status === 'ready' ? vision.engine.reason : offloading.reason}</span>
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

/** Never 0: something is sent. */
function sending({ bytesPerSecond, place }: OffloadingState): string {
  const kilobytes = bytesPerSecond / 1000;
  return `Sending ${kilobytes < 9.95 ? Math.max(0.1, kilobytes).toFixed(1) : Math.round(kilobytes)} kB/s ${place === 'server' ? 'to the server' : 'to try the server'}`;
}
