import type { Transferable2d } from '../../looker/messages';
import type { FeedWay } from './feed-way';
import type { FrameSink, StopFeed } from './frame-sink';
import { nextFrame } from './next-frame';

/** Hands over a video element's frames as they are shown, whenever the sink is free. */
export function feedVideo(video: HTMLVideoElement, sink: FrameSink, way: FeedWay): StopFeed {
  let stopped = false;
  const onFrame = async () => {
    if (stopped) return;
    if (sink.free) {
      const frame = await frameOf(video, way);
      // A bitmap takes its time, in which another may have come to look.
      if (stopped) frame?.close();
      else if (frame !== undefined) sink.look(frame);
    } else sink.skip();
    if (!stopped) cancel = nextFrame(video, () => void onFrame());
  };
  let cancel = nextFrame(video, () => void onFrame());
  return () => {
    stopped = true;
    cancel();
  };
}

/** One frame of what the element shows now, such as a paused video. */
export async function handOver(video: HTMLVideoElement, sink: FrameSink, way: FeedWay): Promise<void> {
  const frame = await frameOf(video, way);
  if (frame !== undefined) sink.look(frame);
}

/** A copy of the picture; none while the element has nothing to show. */
export async function frameOf(video: HTMLVideoElement, way: FeedWay): Promise<Transferable2d | undefined> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
  try {
    return way !== 'bitmap' && 'VideoFrame' in window ? new VideoFrame(video) : await createImageBitmap(video);
  } catch {
    // Between two sources an element may have a size and no picture; the next frame will do.
    return undefined;
  }
}
