import type { StreamSource, VideoSource } from '../sources/source';
import { usePlayingVideo } from '../sources/use-playing-video';
import type { CompareSession } from './session/compare-session';
import styles from './compare.module.css';

/** What moves, played where it cannot be seen: the pictures are of the frames that were looked at. */
export function SourceVideo({ session, source }: { readonly session: CompareSession; readonly source: StreamSource | VideoSource }) {
  const ref = usePlayingVideo(source, () => session.show(null));
  return <video ref={ref} className={styles.video} muted loop playsInline aria-hidden="true" tabIndex={-1} onLoadedData={({ currentTarget }) => session.show(currentTarget)} />;
}
