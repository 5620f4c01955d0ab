/**
 * Ways in which the frames of a video come to whoever looks, the cheapest first: the camera's track, which leaves nothing to
 * do for the page; the element's picture as a VideoFrame; the same as an ImageBitmap.
 */
export const FEED_WAYS = ['track', 'frame', 'bitmap'] as const;
export type FeedWay = (typeof FEED_WAYS)[number];

/** Whether this browser has what a way needs, as far as it says; that it works shows when it is tried. */
export function offersWay(way: FeedWay): boolean {
  switch (way) {
    // Other browsers than Safari hand no track to a worker, and the attempt would cost a copy of it.
    case 'track': return 'MediaStreamTrackProcessor' in window || ('VideoFrame' in window && navigator.vendor.startsWith('Apple'));
    case 'frame': return 'VideoFrame' in window;
    case 'bitmap': return true;
  }
}
