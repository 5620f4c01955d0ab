import { canFeedTrack, feedTrack } from './feed-track';
import { feedVideo } from './feed-video';
import type { FrameSink, StopFeed } from './frame-sink';
import type { Source } from './source';

/** Lets the sink look at a source, in the cheapest way that the browser has. `video` shows it, where it moves. */
export function feed(source: Source, video: HTMLVideoElement | null, sink: FrameSink): StopFeed {
  switch (source.kind) {
    case 'picture': return feedPicture(source.bitmap, sink);
    case 'camera':
    case 'screen':
      if (canFeedTrack()) return feedTrack(source.track, sink);
      break;
    case 'video': break;
  }
  return video === null ? () => undefined : feedVideo(video, sink);
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
