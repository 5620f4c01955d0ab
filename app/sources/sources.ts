import { CURED_BY_A_DEVICE, STALLED, UNPLUGGED } from './camera/camera-failure';
import { isConnected } from './camera/list-cameras';
import { openSource } from './open-source';
import type { Source, SourceFailure, SourceWish, StreamSource } from './source';
import { SourceError } from './source-error';
import { watchForStall } from './feed/stall-watch';
import type { ValueStore } from '../ui/value-store';
import { epochMs } from '../looker/messages';
import type { LiveState, SourceState } from '../live/session/live-state';
import type { Preferences } from '../live/session/preferences';

interface SourcesHost {
  readonly state: ValueStore<LiveState>;
  /** The element that shows the source, once it has a picture. */
  readonly video: () => HTMLVideoElement | null;
  readonly prefer: (change: Partial<Preferences>) => void;
  /** The source is about to close. */
  readonly letGo: () => void;
  /** There is another source, or the page is seen again. */
  readonly refeed: () => void;
}

/** A camera that stalls again so soon after it was started again is left to the person. */
const ONE_RESTART_IN_MS = 60_000;

/** What is looked at: opened, given up for another, and opened again where it was lost. */
export class Sources {
  private wish: SourceWish = { kind: 'camera' };
  /** Grows with every wish, so that a camera that opens late is noticed and closed. */
  private wishes = 0;
  private lostCamera: string | undefined;
  private restartedMs = -Infinity;
  private stopWatching: () => void = () => undefined;

  constructor(private readonly host: SourcesHost) {}

  /** Follows what happens to the page and to the device's cameras. @returns ends everything */
  start(): () => void {
    const onVisibility = () => this.visibilityChanged();
    const onDevices = () => void this.lookForCamera();
    document.addEventListener('visibilitychange', onVisibility);
    navigator.mediaDevices?.addEventListener('devicechange', onDevices);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      navigator.mediaDevices?.removeEventListener('devicechange', onDevices);
      this.wishes++;
      this.close();
    };
  }

  /** Opens a source in the place of the one before, which goes on until then, and where it fails. */
  async open(wish: SourceWish): Promise<void> {
    const mine = ++this.wishes;
    const { source: before, preferences } = this.host.state.get();
    // A phone opens one camera at a time.
    const closesFirst = before.status === 'open' && before.source.kind === 'camera' && wish.kind === 'camera';
    if (closesFirst) this.close();
    if (closesFirst || before.status !== 'open') this.host.state.change({ source: { status: 'opening' } });
    this.host.state.change({ notice: undefined });
    try {
      const source = await openSource(wish, preferences.resolution);
      if (mine === this.wishes) this.use(wish, source);
      else source.close();
    } catch (error) {
      if (mine === this.wishes) this.failed(wish, failureOf(error), before);
    }
  }

  /** The camera that was used the last time. */
  async openCamera(): Promise<void> {
    const { facing, cameraId } = this.host.state.get().preferences;
    await this.open({ kind: 'camera', facing, deviceId: cameraId });
  }

  /** What could not be opened, or what is open, with what is preferred now. */
  async retry(): Promise<void> {
    await this.open(this.wish);
  }

  /** Back to the start: nothing is looked at, and the camera's light goes out. */
  stop(): void {
    this.wishes++;
    this.end({ status: 'none' });
  }

  /** There is nothing to look at; a sentence says why. */
  fail(failure: SourceFailure): void {
    this.wishes++;
    this.end({ status: 'failed', failure });
  }

  private use(wish: SourceWish, source: Source): void {
    this.close();
    this.wish = wish;
    if ('track' in source) source.track.addEventListener('ended', () => this.ended(source));
    // A screen may stand still, and then gives no pictures.
    if (source.kind === 'camera') this.stopWatching = watchForStall(this.host.video, () => void this.stalled(source));
    this.host.state.change({ source: { status: 'open', source, mirrored: this.isMirrored(source) }, paused: false });
    if (wish.kind === 'camera') this.host.prefer({ facing: wish.facing, cameraId: wish.deviceId });
    this.host.refeed();
  }

  /** As a person chose for the camera, else as is usual for it. */
  private isMirrored(source: Source): boolean {
    if (!('mirrored' in source)) return false;
    return this.host.state.get().preferences.mirrored[source.deviceId ?? ''] ?? source.mirrored;
  }

  private failed(wish: SourceWish, failure: SourceFailure, before: SourceState): void {
    const { source } = this.host.state.get();
    if (failure.kind === 'cancelled') {
      if (source.status === 'opening') this.host.state.change({ source: before.status === 'failed' ? before : { status: 'none' } });
      return;
    }
    if (source.status === 'open') return this.host.state.change({ notice: `${failure.title}. ${failure.advice}` });
    this.wish = wish;
    this.lostCamera = wish.kind === 'camera' ? wish.deviceId : undefined;
    this.host.state.change({ source: { status: 'failed', failure } });
  }

  private close(): void {
    this.stopWatching();
    this.stopWatching = () => undefined;
    this.host.letGo();
    const { source } = this.host.state.get();
    if (source.status === 'open') source.source.close();
  }

  private end(source: SourceState): void {
    this.close();
    this.host.state.change({ source, paused: false });
  }

  private ended(ended: StreamSource): void {
    const { source } = this.host.state.get();
    if (source.status !== 'open' || source.source !== ended) return;
    if (ended.kind === 'screen') return this.end({ status: 'none' });
    // A phone takes the camera from a page in the background; it is asked for again when the page is back.
    if (!document.hidden) this.lose(ended, UNPLUGGED);
  }

  private async stalled(camera: StreamSource): Promise<void> {
    const now = epochMs();
    if (now - this.restartedMs < ONE_RESTART_IN_MS) {
      this.lose(camera, STALLED);
      return;
    }
    this.restartedMs = now;
    await this.retry();
    if (this.host.state.get().source.status === 'open') this.host.state.change({ notice: 'The camera gave no pictures any more and was started again.' });
  }

  private lose({ deviceId }: StreamSource, failure: SourceFailure): void {
    this.lostCamera = deviceId;
    this.end({ status: 'failed', failure });
  }

  /** A camera that was lost, or in use, may be back. */
  private async lookForCamera(): Promise<void> {
    const { source: lost } = this.host.state.get();
    if (document.hidden || this.wish.kind !== 'camera' || lost.status !== 'failed' || !CURED_BY_A_DEVICE.includes(lost.failure.kind)) return;
    if (await isConnected(this.lostCamera) && this.host.state.get().source === lost) await this.retry();
  }

  private visibilityChanged(): void {
    const { source } = this.host.state.get();
    const lost = source.status === 'open' && 'track' in source.source && source.source.track.readyState === 'ended';
    if (!document.hidden && lost) void this.retry();
    else this.host.refeed();
    void this.lookForCamera();
  }
}

function failureOf(error: unknown): SourceFailure {
  return error instanceof SourceError ? error.failure : { kind: 'unknown', title: 'That could not be opened', advice: `${String(error)} Try again.` };
}
