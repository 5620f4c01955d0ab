import { useEffect, useRef } from 'react';
import type { StreamSource, VideoSource } from '../sources/source';
import type { CompareSession } from './session/compare-session';
import styles from './compare.module.css';

/** What moves, played where it cannot be seen: the pictures are of the frames that were looked at. */
export function SourceVideo({ session, source }: { readonly session: CompareSession; readonly source: StreamSource | VideoSource }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (video === null) return;
    if ('stream' in source) video.srcObject = source.stream;
    else video.src = source.url;
    video.play().catch(() => undefined);
    return () => {
      session.show(null);
      video.srcObject = null;
      video.removeAttribute('src');
    };
  }, [source, session]);
  return <video ref={ref} className={styles.video} muted loop playsInline aria-hidden="true" tabIndex={-1} onLoadedData={({ currentTarget }) => session.show(currentTarget)} />;
}
