import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { ServedCard } from '../../models/protocol/messages';
import type { OffloadingState } from '../offload/offloading-state';
import { COVERS } from '../overlay/overlay';
import { Icon } from '../theme/icons';
import type { VisionState } from '../looker/vision-client';
import { ENGINE_NAMES } from '../looker/engine-names';
import type { SourceState } from '../sources/source';
import type { MeterReading } from '../looker/meter';
import styles from './state-pill.module.css';

interface StatePillProps {
  readonly vision: VisionState;
  /** What answers now. */
  readonly looking: ServedCard;
  readonly technicalName: string | undefined;
  readonly offloading: OffloadingState;
  readonly reading: MeterReading | undefined;
  readonly source: SourceState;
  /** What it answers with, in words. */
  readonly answers: string;
}

/**
 * The state at a glance, how fast and where, and what leaves this device; a tap says the rest: which model at which
 * size, on what and why. Its name stays the same for a screen reader, to which the figures are its description.
 */
export function StatePill({ vision, looking, technicalName, offloading, reading, source, answers }: StatePillProps) {
  const [open, setOpen] = useState(false);
  const pill = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => (open ? closing(pill.current, () => setOpen(false)) : undefined), [open]);
  const { place, bytesPerSecond, token, wish, reason } = offloading;
  const engine = place === 'device' && vision.status === 'ready' ? vision.engine : undefined;
  return (
    <div {...COVERS} ref={pill} className={styles.state} data-testid="state">
      <div className={styles.glance}>
        <p id={`${id}glance`} className={styles.figures}>
          <span className={styles.speed}><bdi>{place === 'device' && vision.status === 'opening' ? 'Starting' : rate(reading)}</bdi></span>{' '}
          {bytesPerSecond > 0 && <span className={styles.sending}>{sending(offloading)}</span>}{' '}
          <span className={styles.where}>{place === 'server' ? 'On the server' : 'On this device'}</span>
        </p>
        <button type="button" className={styles.more} onClick={() => setOpen(!open)} aria-label="How it runs" aria-describedby={`${id}glance`} aria-expanded={open} aria-controls={`${id}details`}>
          <Icon name="unfold" size={16} />
        </button>
      </div>
      {token !== 'unasked' && <p className={styles.urgent}>{reason}</p>}
      <section id={`${id}details`} className={styles.details} hidden={!open} aria-label="How it runs in detail" tabIndex={0} {...COVERS}>
        <dl>
          <Detail term="Model">{looking.title}{technicalName !== undefined && <small>{technicalName}</small>}</Detail>{' '}
          {reading !== undefined && <Detail term="Speed">{speed(reading, answers)}</Detail>}{' '}
          <Detail term="Looks at">{pixels(looking)}</Detail>{' '}
          {engine !== undefined && <Detail term="Engine">{ENGINE_NAMES[engine.name].short} · {engine.detail}</Detail>}{' '}
          {source.status === 'open' && 'stream' in source.source && <Detail term="Picture">{source.source.title}<small>{source.mirrored ? 'Mirrored on the screen, not in what you save' : 'Not mirrored'}</small></Detail>}{' '}
          {token === 'unasked' && <Detail term="Why">{wish === 'device' && vision.status === 'ready' ? vision.engine.reason : reason}</Detail>}
        </dl>
      </section>
    </div>
  );
}

/** Calls it when something else is touched, or Escape is pressed. @returns ends that */
function closing(element: HTMLElement | null, onClose: () => void): () => void {
  const onPointerDown = ({ target }: Event) => {
    if (target instanceof Node && element?.contains(target) !== true) onClose();
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') onClose();
  };
  document.addEventListener('pointerdown', onPointerDown);
  document.addEventListener('keydown', onKeyDown);
  return () => {
    document.removeEventListener('pointerdown', onPointerDown);
    document.removeEventListener('keydown', onKeyDown);
  };
}

function Detail({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd><bdi>{children}</bdi></dd>
    </div>
  );
}

/** A picture that stands still has no rate. */
function rate(reading: MeterReading | undefined): string {
  if (reading === undefined) return 'Ready';
  return reading.fps === 0 ? `${Math.round(reading.latencyP50Ms)} ms` : `${reading.fps < 9.5 ? reading.fps.toFixed(1) : Math.round(reading.fps)} fps`;
}

function speed({ fps, latencyP50Ms }: MeterReading, answers: string): string {
  const latency = `${Math.round(latencyP50Ms)} ms from the picture to its ${answers}`;
  return fps === 0 ? latency : `${fps.toFixed(1)} answers a second, ${latency}`;
}

const pixels = ({ input: { width, height } }: ServedCard): string => (width === height ? `${width} px` : `${width} × ${height} px`);

/** Never 0: something is sent. */
function sending({ bytesPerSecond, receivedPerSecond, place }: OffloadingState): string {
  const back = receivedPerSecond > 0 ? `, ${perSecond(receivedPerSecond)} back` : '';
  return `Sending ${perSecond(bytesPerSecond)} ${place === 'server' ? 'to the server' : 'to try the server'}${back}`;
}

function perSecond(bytes: number): string {
  const kilobytes = bytes / 1000;
  return `${kilobytes < 9.95 ? Math.max(0.1, kilobytes).toFixed(1) : Math.round(kilobytes)} kB/s`;
}
