import { useEffect, useState } from 'react';
import { FrameLength } from './frame-length';

/** Where a video is. */
export interface Position {
  readonly atS: number;
  readonly lengthS: number;
}

export interface Playback {
  readonly position: Position;
  readonly seek: (toS: number) => void;
  /** One picture on or back, of a video that stands still. */
  readonly step: (direction: 1 | -1) => void;
}

/** Follows a video and moves it. */
export function usePlayback(video: HTMLVideoElement | null): Playback {
  const [position, setPosition] = useState<Position>({ atS: 0, lengthS: 0 });
  const [frames] = useState(() => ({ length: new FrameLength(), shownS: 0 }));
  useEffect(() => {
    if (video === null) return undefined;
    const update = () => setPosition({ atS: video.currentTime, lengthS: Number.isFinite(video.duration) ? video.duration : 0 });
    for (const event of EVENTS) video.addEventListener(event, update);
    update();
    let handle = 0;
    const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      frames.length.note(mediaTime);
      frames.shownS = mediaTime;
      handle = video.requestVideoFrameCallback(onFrame);
    };
    if ('requestVideoFrameCallback' in video) handle = video.requestVideoFrameCallback(onFrame);
    return () => {
      for (const event of EVENTS) video.removeEventListener(event, update);
      if ('cancelVideoFrameCallback' in video) video.cancelVideoFrameCallback(handle);
    };
  }, [video, frames]);

  const seek = (toS: number) => {
    if (video !== null) moveTo(video, toS);
  };
  return {
    position,
    seek,
    // To the middle of a picture: its edges are rounded.
    step: (direction) => seek((video !== null && 'requestVideoFrameCallback' in video ? frames.shownS : position.atS) + (direction + 0.5) * frames.length.seconds),
  };
}

function moveTo(video: HTMLVideoElement, toS: number): void {
  video.currentTime = Math.max(0, Math.min(toS, video.duration));
}

const EVENTS = ['timeupdate', 'seeking', 'seeked', 'durationchange'] as const;
