import { CURED_BY_A_DEVICE, STALLED, UNPLUGGED } from './camera/camera-failure';
import { isConnected } from './camera/list-cameras';
import { openSource } from './open-source';
import type { ResolutionName } from './camera/resolution';
import type { Source, SourceFailure, SourceState, SourceWish, StreamSource } from './source';
import { SourceError } from './source-error';
import { watchForStall } from './feed/stall-watch';
import { ValueStore } from '../ui/value-store';
import { epochMs } from '../looker/messages';

/** What a person chose of cameras. */
export interface CameraPreferences {
  readonly facing?: 'user' | 'environment' | undefined;
  readonly cameraId?: string | undefined;
  readonly resolution?: ResolutionName | undefined;
  /** By camera, where a person chose it. */
  readonly mirrored: Readonly<Record<string, boolean>>;
}

/** Whoever looks at them. */
interface SourcesUser {
  readonly prefers: () => CameraPreferences;
  readonly prefer: (change: Partial<CameraPreferences>) => void;
  /** The element that shows the source, once it has a picture. */
  readonly video: () => HTMLVideoElement | null;
  /** A sentence for a person; undefined: what was said is over. */
  readonly onNotice: (sentence: string | undefined) => void;
  /** The source is about to close. */
  readonly letGo: () => void;
  /** There is another source, or the page is seen again. */
  readonly refeed: () => void;
}

/** A camera that stalls again so soon after it was started again is left to the person. */
const ONE_RESTART_IN_MS = 60_000;

/** What is looked at: opened, given up for another, and opened again where it was lost. */
export class Sources {
  readonly state = new ValueStore<SourceState>({ status: 'none' });
  private wish: SourceWish = { kind: 'camera' };
  /** Grows with every wish, so that a camera that opens late is noticed and closed. */
  private wishes = 0;
  private lostCamera: string | undefined;
  private restartedMs = -Infinity;
  private stopWatching: () => void = () => undefined;

  constructor(private readonly user: SourcesUser) {}

  /** Follows what happens to the page and to the device's cameras. @returns ends everything */
  start(): () => void {
    const onVisibility = () => this.visibilityChanged();
    const onDevices = () => void this.lookForCamera();
    document.addEventListener('visibilitychange', onVisibility);
    navigator.mediaDevices?.addEventListener('devicechange', onDevices);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      navigator.mediaDevices?.removeEventListener('devicechange', onDevices);
      this.stop();
    };
  }

  /** Opens a source in the place of the one before, which goes on until then, and where it fails. */
  async open(wish: SourceWish): Promise<void> {
    const mine = ++this.wishes;
    const before = this.state.get();
    // A phone opens one camera at a time.
    const closesFirst = before.status === 'open' && before.source.kind === 'camera' && wish.kind === 'camera';
    if (closesFirst) this.close();
    if (closesFirst || before.status !== 'open') this.state.set({ status: 'opening' });
    this.user.onNotice(undefined);
    try {
      const source = await openSource(wish, this.user.prefers().resolution);
      if (mine === this.wishes) this.use(wish, source);
      else source.close();
    } catch (error) {
      if (mine === this.wishes) this.failed(wish, failureOf(error), before);
    }
  }

  /** The camera that was used the last time. */
  async openCamera(): Promise<void> {
    const { facing, cameraId } = this.user.prefers();
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

  toggleMirror(): void {
    const now = this.state.get();
    if (now.status !== 'open') return;
    const { source, mirrored } = now;
    this.state.set({ ...now, mirrored: !mirrored });
    if (source.kind === 'camera' && source.deviceId !== undefined) this.user.prefer({ mirrored: { ...this.user.prefers().mirrored, [source.deviceId]: !mirrored } });
  }

  private use(wish: SourceWish, source: Source): void {
    this.close();
    this.wish = wish;
    if ('track' in source) source.track.addEventListener('ended', () => this.ended(source));
    // A screen may stand still, and then gives no pictures.
    if (source.kind === 'camera') this.stopWatching = watchForStall(this.user.video, () => void this.stalled(source));
    this.state.set({ status: 'open', source, mirrored: this.isMirrored(source) });
    if (wish.kind === 'camera') this.user.prefer({ facing: wish.facing, cameraId: wish.deviceId });
    this.user.refeed();
  }

  /** As a person chose for the camera, else as is usual for it. */
  private isMirrored(source: Source): boolean {
    if (!('mirrored' in source)) return false;
    return this.user.prefers().mirrored[source.deviceId ?? ''] ?? source.mirrored;
  }

  private failed(wish: SourceWish, failure: SourceFailure, before: SourceState): void {
    const now = this.state.get();
    if (failure.kind === 'cancelled') {
      if (now.status === 'opening') this.state.set(before.status === 'failed' ? before : { status: 'none' });
      return;
    }
    if (now.status === 'open') return this.user.onNotice(`${failure.title}. ${failure.advice}`);
    this.wish = wish;
    this.lostCamera = wish.kind === 'camera' ? wish.deviceId : undefined;
    this.state.set({ status: 'failed', failure });
  }

  private close(): void {
    this.stopWatching();
    this.stopWatching = () => undefined;
    this.user.letGo();
    const now = this.state.get();
    if (now.status === 'open') now.source.close();
  }

  private end(state: SourceState): void {
    this.close();
    this.state.set(state);
  }

  private ended(ended: StreamSource): void {
    const now = this.state.get();
    if (now.status !== 'open' || now.source !== ended) return;
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
    if (this.state.get().status === 'open') this.user.onNotice('The camera gave no pictures any more and was started again.');
  }

  private lose({ deviceId }: StreamSource, failure: SourceFailure): void {
    this.lostCamera = deviceId;
    this.end({ status: 'failed', failure });
  }

  /** A camera that was lost, or in use, may be back. */
  private async lookForCamera(): Promise<void> {
    const lost = this.state.get();
    if (document.hidden || this.wish.kind !== 'camera' || lost.status !== 'failed' || !CURED_BY_A_DEVICE.includes(lost.failure.kind)) return;
    if (await isConnected(this.lostCamera) && this.state.get() === lost) await this.retry();
  }

  private visibilityChanged(): void {
    const now = this.state.get();
    const lost = now.status === 'open' && 'track' in now.source && now.source.track.readyState === 'ended';
    if (!document.hidden && lost) void this.retry();
    else this.user.refeed();
    void this.lookForCamera();
  }
}

function failureOf(error: unknown): SourceFailure {
  return error instanceof SourceError ? error.failure : { kind: 'unknown', title: 'That could not be opened', advice: `${String(error)} Try again.` };
}
