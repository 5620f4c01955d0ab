import type { FrameSink, StopFeed } from './frame-sink';

declare global {
  interface Window {
    /** Chromium's (https://w3c.github.io/mediacapture-transform/); TypeScript knows it in workers only, where the standard has put it since. */
    readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack; readonly maxBufferSize: number }) => { readonly readable: ReadableStream<VideoFrame> };
  }
}

/**
 * Gives the worker the frames of a camera's track, so that nothing is left to do for the page: as a stream where the page
 * can read one (Chromium), else as a track, which a worker may read (Safari). It is a copy of its own that is given: with
 * its end the stream ends too, and no frame stays in it unread.
 * @returns undefined where this browser cannot hand it over
 */
export function feedTrack(track: MediaStreamTrack, sink: FrameSink): StopFeed | undefined {
  const copy = track.clone();
  const { MediaStreamTrackProcessor: Processor } = window;
  try {
    sink.watch(Processor === undefined ? copy : new Processor({ track: copy, maxBufferSize: 1 }).readable, track.getSettings().frameRate);
  } catch {
    copy.stop();
    return undefined;
  }
  return () => {
    sink.unwatch();
    copy.stop();
  };
}
