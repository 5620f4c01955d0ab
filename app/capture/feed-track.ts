import type { FrameSink, StopFeed } from './frame-sink';

declare global {
  interface Window {
    /** Chromium's (https://w3c.github.io/mediacapture-transform/); TypeScript knows it in workers only, where the standard has put it since. */
    readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack; readonly maxBufferSize: number }) => { readonly readable: ReadableStream<VideoFrame> };
  }
}

/** Whether a track itself can be handed to a worker; known only after it was tried. */
let canTransferTrack: boolean | undefined;

/**
 * Gives the worker the frames of a camera's track, so that nothing is left to do for the page: as a stream where the
 * page can read one (Chromium), as a copy of the track where only a worker can (Safari).
 * @returns undefined where this browser knows neither
 */
export function feedTrack(track: MediaStreamTrack, sink: FrameSink): StopFeed | undefined {
  const { frameRate } = track.getSettings();
  if (window.MediaStreamTrackProcessor !== undefined) {
    sink.watch(new window.MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable, frameRate);
    return () => sink.unwatch();
  }
  if (!mayTransferTrack()) return undefined;
  const copy = track.clone();
  try {
    sink.watch(copy, frameRate);
    canTransferTrack = true;
  } catch {
    copy.stop();
    canTransferTrack = false;
    return undefined;
  }
  return () => sink.unwatch();
}

/** Whether the page is not needed to read the frames of a track, as far as one knows. */
export function canFeedTrack(): boolean {
  return window.MediaStreamTrackProcessor !== undefined || mayTransferTrack();
}

/** Only Safari reads tracks in workers; elsewhere the attempt would cost a clone of the track and fail. */
function mayTransferTrack(): boolean {
  return canTransferTrack ?? (!('MediaStreamTrackProcessor' in window) && /^Apple/.test(navigator.vendor) && 'VideoFrame' in window);
}
