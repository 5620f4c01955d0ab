import { feed } from '../../sources/feed/feed';
import { frameOf, handOver } from '../../sources/feed/feed-video';
import { FEED_WAYS, offersWay, type FeedWay } from '../../sources/feed/feed-way';
import type { FrameSink, StopFeed } from '../../sources/feed/frame-sink';
import { Starvation } from '../../sources/feed/starvation';
import type { Transferable2d } from '../../looker/messages';
import type { Offloading } from '../../offload/offloading';
import { ValueStore } from '../../ui/value-store';
import type { ModelView } from '../../looker/model-view';
import type { LiveState } from './live-state';

/** Frames from the source to whoever looks, while both are there, the page is seen and nobody paused. */
export class FrameRouter {
  /** The element that shows the source, once it has a picture. */
  readonly shown = new ValueStore<HTMLVideoElement | null>(null);
  private stopFeed: StopFeed = () => undefined;
  /** Ways that this browser has and that bring nothing. */
  private readonly vain = new Set<FeedWay>();
  private readonly starvation = new Starvation();

  constructor(private readonly state: ValueStore<LiveState>, private readonly view: ModelView, private readonly offloading: Offloading) {}

  show(video: HTMLVideoElement | null): void {
    this.shown.set(video);
    const { source } = this.state.get();
    if (source.status === 'open' && source.source.kind !== 'picture' && this.way !== 'track') this.refeed();
  }

  /** Whoever looks, or what there is to look at, has changed. */
  refeed(): void {
    this.stop();
    const { state, view: { results }, offloading } = this;
    const { vision: { status }, source, paused } = state.get();
    const still = paused || (source.status === 'open' && source.source.kind === 'picture');
    results.standStill(still);
    // What stands still stays on a device that can look at it.
    offloading.run((!still || status === 'failed') && source.status === 'open' && !document.hidden);
    const { sink } = this;
    if (source.status !== 'open' || document.hidden || sink === undefined) return;
    if (!paused) this.stopFeed = feed(source.source, this.video, sink, this.way) ?? this.unreadable();
    else if (this.video !== null) void handOver(this.video, sink, this.way);
  }

  /** Whoever looks here cannot read what it was handed, or nothing reaches it: another way is tried. */
  readonly unreadable = (): StopFeed => {
    const { way, state } = this;
    this.vain.add(way);
    if (this.way !== way) this.refeed();
    else state.change({ notice: 'This browser lets no model see its pictures. Try another browser, or update this one.' });
    return this.stopFeed;
  };

  /** Whoever looks here has had nothing to do for seconds. */
  idle(): void {
    const { source, paused } = this.state.get();
    const moves = source.status === 'open' && source.source.kind !== 'picture' && !paused && !this.onServer;
    if (this.starvation.idle(moves ? this.video : null)) this.unreadable();
  }

  /** It has seen something. */
  answered(): void {
    this.starvation.forget();
  }

  stop(): void {
    this.starvation.forget();
    this.stopFeed();
    this.stopFeed = () => undefined;
  }

  async togglePause(): Promise<void> {
    const { state } = this;
    const paused = !state.get().paused;
    state.change({ paused });
    this.refeed();
    const { video, sink } = this;
    if (video === null) return;
    if (!paused) return await video.play().catch(() => undefined);
    video.pause();
    // What is seen in the picture that now stands still, and not in the one before.
    if (sink !== undefined) await handOver(video, sink, this.way);
  }

  /** Another picture stands still than before. */
  sought(): void {
    if (this.state.get().paused) this.refeed();
  }

  /** A frame of what is shown now. */
  async grab(): Promise<Transferable2d | undefined> {
    const { source } = this.state.get();
    if (source.status === 'open' && source.source.kind === 'picture') return await createImageBitmap(source.source.bitmap);
    return this.video === null ? undefined : await frameOf(this.video, this.way);
  }

  /** Whoever looks now. */
  private get sink(): FrameSink | undefined {
    if (this.onServer) return this.offloading.sink;
    return this.state.get().vision.status === 'ready' ? this.view.client : undefined;
  }

  /** The cheapest that the source has and that works, as far as one knows; the last one where none does. */
  private get way(): FeedWay {
    const { source } = this.state.get();
    const hasTrack = source.status === 'open' && 'track' in source.source && !this.onServer;
    return FEED_WAYS.find((way) => !this.vain.has(way) && offersWay(way) && (way !== 'track' || hasTrack)) ?? 'bitmap';
  }

  get video(): HTMLVideoElement | null {
    return this.shown.get();
  }

  private get onServer(): boolean {
    return this.offloading.state.get().place === 'server';
  }
}
