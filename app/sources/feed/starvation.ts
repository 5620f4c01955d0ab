import { nextFrame } from './next-frame';

/**
 * Notices that a video shows one picture after the other while whoever should look at them has nothing to do: they do not
 * reach it. It is told whenever that has nothing to do for seconds, as it also has where nothing moves.
 */
export class Starvation {
  private shown = false;
  private cancel: () => void = () => undefined;

  /** Nothing has come for seconds. @returns whether pictures were shown all the same, since the last time that it was told */
  idle(video: HTMLVideoElement | null): boolean {
    const { shown } = this;
    this.forget();
    if (video !== null) this.cancel = nextFrame(video, () => (this.shown = true));
    return shown;
  }

  /** A picture has come, or none should. */
  forget(): void {
    this.cancel();
    this.shown = false;
  }
}
