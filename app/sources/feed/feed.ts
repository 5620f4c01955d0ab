import { feedTrack } from './feed-track';
import { feedVideo } from './feed-video';
import type { FeedWay } from './feed-way';
import type { FrameSink, StopFeed } from './frame-sink';
import type { Source } from '../source';

/**
 * Lets the sink look at a source. `video` shows it, where it moves.
 * @returns undefined where this browser does not have that way after all
 */
export function feed(source: Source, video: HTMLVideoElement | null, sink: FrameSink, way: FeedWay): StopFeed | undefined {
  if (source.kind === 'picture') return feedPicture(source.bitmap, sink);
  if (way === 'track' && 'track' in source) return feedTrack(source.track, sink);
  return video === null ? () => undefined : feedVideo(video, sink, way);
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
