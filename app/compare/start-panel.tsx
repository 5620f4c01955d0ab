import { Progress } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import layout from '../models/layout.module.css';
import { SampleRow } from '../sources/samples/sample-row';
import { SourceMenu } from '../sources/source-menu';
import type { SourceState } from '../sources/source';
import buttons from '../theme/buttons.module.css';
import { Icon } from '../theme/icons';
import { amount, megabytes } from '../ui/bytes';
import { useStore } from '../ui/use-store';
import styles from './compare.module.css';
import type { CompareSession, CompareStatus } from './session/compare-session';
import { letterOf, nameOf, type Variant } from './variants';

interface StartPanelProps {
  readonly session: CompareSession;
  readonly status: CompareStatus;
  readonly source: SourceState;
  readonly variants: readonly Variant[];
}

/** What to look at, and how far that is. */
export function StartPanel({ session, status, source, variants }: StartPanelProps) {
  const notice = useStore(session.notice);
  const measuredOn = useStore(session.measuredOn);
  // The menu lists what only a browser knows.
  const inBrowser = useSyncExternalStore(neverChanges, () => true, () => false);
  const { sources } = session;
  const busy = status.status === 'opening' || status.status === 'running';
  const bytes = [...new Map(variants.map(({ model }) => [model.name, model.sizeBytes])).values()].reduce((sum, size) => sum + size, 0);
  const button = `${buttons.button} ${buttons.small}`;
  return (
    <section className={`${layout.panel} ${styles.start}`} aria-labelledby="source">
      <h2 id="source" className={styles.title}>What they look at</h2>
      <div className={styles.actions}>
        {busy
          ? <button type="button" className={`${button} ${buttons.primary}`} onClick={() => sources.stop()}><Icon name="stop" size={20} />Stop</button>
          : <button type="button" className={`${button} ${buttons.primary}`} onClick={() => void sources.openCamera()} disabled={source.status === 'opening'}><Icon name="camera" size={20} />{source.status === 'opening' ? 'Waiting for the camera' : 'Start the camera'}</button>}
        {inBrowser && <SourceMenu sources={sources} className={`${button} ${buttons.secondary}`} />}
        <button type="button" className={`${button} ${buttons.secondary}`} onClick={() => session.benchmark()}><Icon name="gauge" size={20} />Measure without a camera</button>
      </div>
      {!busy && <div className={styles.samples}><SampleRow onChoose={(sample) => void sources.open({ kind: 'sample', sample })} /></div>}
      <Opening status={status} variants={variants} />
      <p className={styles.note} role="status">{notice ?? wordsOf(status, source.status === 'open' ? source.source.title : `the ${measuredOn ?? 'picture'}`, variants, bytes)}</p>
      {(status.status === 'failed' || source.status === 'failed') && (
        <div role="alert" className={styles.failure}>
          <p>{status.status === 'failed' ? status.message : source.status === 'failed' && `${source.failure.title}. ${source.failure.advice}`}</p>
          <button type="button" className={`${button} ${buttons.secondary}`} onClick={() => (status.status === 'failed' ? session.again() : void sources.retry())}>Try again</button>
        </div>
      )}
    </section>
  );
}

const neverChanges = () => () => undefined;

function Opening({ status, variants }: Pick<StartPanelProps, 'status' | 'variants'>) {
  const done = status.status === 'opening' ? (status.variant + (status.progress?.done ?? 0)) / variants.length : status.status === 'running' ? status.done : undefined;
  if (done === undefined) return null;
  const percent = Math.round(100 * done);
  return (
    <Progress.Root className={styles.track} value={percent} aria-label={status.status === 'opening' ? 'Getting the models ready' : 'Measured'}>
      <Progress.Indicator className={styles.done} style={{ scale: `${done} 1` }} />
    </Progress.Root>
  );
}

/** The state in words, which change seldom: a screen reader says them. */
function wordsOf(status: CompareStatus, title: string, variants: readonly Variant[], bytes: number): string {
  switch (status.status) {
    case 'idle': return `The pictures are looked at on this device and go nowhere else. The models are up to ${amount(bytes)} to download, once.`;
    case 'opening': {
      const variant = variants[status.variant];
      const { progress } = status;
      const downloaded = progress?.step === 'download' ? `, ${megabytes(progress.loadedBytes)} of ${megabytes(progress.totalBytes)} MB` : '';
      return variant === undefined ? '' : `Getting ${letterOf(status.variant)} ready: ${nameOf(variant)}${downloaded}`;
    }
    case 'running': return `${variants.length} variants look at ${title}.`;
    case 'done': return `Done: everyone has looked at ${title}.`;
    case 'failed': return '';
  }
}
