import { feed, needsElement } from '../capture/feed';
import { feedVideo, frameOf, handOver } from '../capture/feed-video';
import type { StopFeed } from '../capture/frame-sink';
import type { Transferable2d } from '../vision/messages';
import type { Offloading } from '../offload/offloading';
import { ValueStore } from '../state/value-store';
import type { Seen } from '../vision/seen';
import type { VisionClient } from '../vision/vision-client';
import type { LiveState } from './live-state';

interface FeedingHost {
  readonly state: ValueStore<LiveState>;
  readonly seen: Seen;
  readonly vision: VisionClient;
  readonly offloading: Offloading;
}

/** Frames from the source to whoever looks, while both are there, the page is seen and nobody paused. */
export class Feeding {
  /** The element that shows the source, once it has a picture. */
  readonly shown = new ValueStore<HTMLVideoElement | null>(null);
  private stopFeed: StopFeed = () => undefined;

  constructor(private readonly host: FeedingHost) {}

  show(video: HTMLVideoElement | null): void {
    this.shown.set(video);
    const { source } = this.host.state.get();
    if (source.status === 'open' && (needsElement(source.source) || this.onServer)) this.refeed();
  }

  /** Whoever looks, or what there is to look at, has changed. */
  refeed(): void {
    this.stop();
    const { state, seen, vision, offloading } = this.host;
    const { vision: { status }, source, paused } = state.get();
    const still = paused || (source.status === 'open' && source.source.kind === 'picture');
    seen.standStill(still);
    offloading.run(!still && source.status === 'open' && !document.hidden);
    if (source.status !== 'open' || document.hidden) return;
    if (!still && this.video !== null && this.onServer) this.stopFeed = feedVideo(this.video, offloading.sink);
    else if (status !== 'ready') return;
    else if (!paused) this.stopFeed = feed(source.source, this.video, vision);
    else if (this.video !== null) void handOver(this.video, vision);
  }

  stop(): void {
    this.stopFeed();
    this.stopFeed = () => undefined;
  }

  async togglePause(): Promise<void> {
    const { state, vision } = this.host;
    const paused = !state.get().paused;
    state.change({ paused });
    this.refeed();
    const { video } = this;
    if (video === null) return;
    if (!paused) return await video.play().catch(() => undefined);
    video.pause();
    // What is seen in the picture that now stands still, and not in the one before.
    await handOver(video, vision);
  }

  /** Another picture stands still than before. */
  sought(): void {
    if (this.host.state.get().paused) this.refeed();
  }

  /** A frame of what is shown now. */
  async grab(): Promise<Transferable2d | undefined> {
    return this.video === null ? undefined : await frameOf(this.video);
  }

  get video(): HTMLVideoElement | null {
    return this.shown.get();
  }

  private get onServer(): boolean {
    return this.host.offloading.state.get().place === 'server';
  }
}
