/** A video element that has a new picture whenever the test says so. */
export class FakeVideo {
  paused = false;
  private waiting: (() => void) | undefined;
  readonly requestVideoFrameCallback = (callback: () => void) => {
    this.waiting = callback;
    return 1;
  };
  readonly cancelVideoFrameCallback = () => {
    this.waiting = undefined;
  };
  shows(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}
