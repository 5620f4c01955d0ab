import { canFeedTrack, feedTrack } from './feed-track';
import { feedVideo } from './feed-video';
import type { FrameSink, StopFeed } from './frame-sink';
import type { Source } from './source';

/** Lets the sink look at a source, in the cheapest way that the browser has. `video` shows it, where it moves. */
export function feed(source: Source, video: HTMLVideoElement | null, sink: FrameSink): StopFeed {
  if (source.kind === 'picture') return feedPicture(source.bitmap, sink);
  const feeding = 'track' in source ? feedTrack(source.track, sink) : undefined;
  return feeding ?? (video === null ? () => undefined : feedVideo(video, sink));
}

/** Whether a source's frames are taken from the element that shows it. */
export function needsElement({ kind }: Source): boolean {
  return kind === 'video' || (kind !== 'picture' && !canFeedTrack());
}

/** A picture is looked at once; the copy goes to the sink. */
function feedPicture(bitmap: ImageBitmap, sink: FrameSink): StopFeed {
  let stopped = false;
  void createImageBitmap(bitmap).then((copy) => {
    if (stopped) copy.close();
    else sink.look(copy);
  });
  return () => {
    stopped = true;
  };
}
