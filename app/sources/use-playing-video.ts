import { useEffect, useRef, type RefObject } from 'react';
import type { StreamSource, VideoSource } from './source';

/** For a video element that plays what moves, and lets go of it. @param onGone before the element shows something else, or nothing */
export function usePlayingVideo(source: StreamSource | VideoSource, onGone: () => void): RefObject<HTMLVideoElement | null> {
  const ref = useRef<HTMLVideoElement>(null);
  const gone = useRef(onGone);
  useEffect(() => {
    gone.current = onGone;
  }, [onGone]);
  useEffect(() => {
    const video = ref.current;
    if (video === null) return;
    if ('stream' in source) video.srcObject = source.stream;
    else video.src = source.url;
    video.play().catch(() => undefined);
    return () => {
      gone.current();
      video.srcObject = null;
      video.removeAttribute('src');
    };
  }, [source]);
  return ref;
}
