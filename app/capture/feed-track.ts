import type { FrameSink, StopFeed } from './frame-sink';

declare global {
  interface Window {
    /** Chromium's (https://w3c.github.io/mediacapture-transform/); TypeScript knows it in workers only, where the standard has put it since. */
    readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack; readonly maxBufferSize: number }) => { readonly readable: ReadableStream<VideoFrame> };
  }
}

/** Whether this browser can hand a track's frames to a worker without the page touching them. */
export function canFeedTrack(): boolean {
  return window.MediaStreamTrackProcessor !== undefined;
}

/** Gives the worker the frames of a camera's track as a stream: nothing is left to do for the page. */
export function feedTrack(track: MediaStreamTrack, sink: FrameSink): StopFeed {
  if (window.MediaStreamTrackProcessor === undefined) throw new TypeError('This browser has no MediaStreamTrackProcessor.');
  sink.watch(new window.MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable);
  return () => sink.unwatch();
}
