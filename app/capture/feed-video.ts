import type { Transferable2d } from '../vision/messages';
import type { FrameSink, StopFeed } from './frame-sink';
import { nextFrame } from './next-frame';

/** Hands over a video element's frames as they are shown, whenever the sink is free. */
export function feedVideo(video: HTMLVideoElement, sink: FrameSink): StopFeed {
  let stopped = false;
  const onFrame = async () => {
    if (stopped) return;
    if (sink.free) await handOver(video, sink);
    else sink.skip();
    if (!stopped) cancel = nextFrame(video, () => void onFrame());
  };
  let cancel = nextFrame(video, () => void onFrame());
  return () => {
    stopped = true;
    cancel();
  };
}

/** One frame of what the element shows now, such as a paused video. */
export async function handOver(video: HTMLVideoElement, sink: FrameSink): Promise<void> {
  const frame = await frameOf(video);
  if (frame !== undefined) sink.look(frame);
}

/** The cheapest copy that the browser can make; none while the element has nothing to show. */
export async function frameOf(video: HTMLVideoElement): Promise<Transferable2d | undefined> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return undefined;
  try {
    return 'VideoFrame' in window ? new VideoFrame(video) : await createImageBitmap(video);
  } catch {
    // Between two sources an element may have a size and no picture; the next frame will do.
    return undefined;
  }
}
