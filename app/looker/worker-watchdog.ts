/** Seconds of silence after which a worker is asked whether it lives. */
const ASKING_AFTER_S = 5;

/**
 * Notices a worker that says nothing any more, not even when it is asked. Seconds are counted, and only while the page is
 * seen, so that a device that slept does not look like a worker that hangs.
 */
export class WorkerWatchdog {
  private silentS = 0;
  private readonly timer = setInterval(() => this.tick(), 1000);

  /**
   * @param patienceS seconds of silence that are too many; undefined while silence says nothing
   * @param ask a question that a living worker answers
   */
  constructor(private readonly patienceS: () => number | undefined, private readonly ask: () => void, private readonly onHang: () => void) {}

  /** The worker has said something. */
  beat(): void {
    this.silentS = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const patienceS = this.patienceS();
    if (patienceS === undefined || document.hidden) return this.beat();
    this.silentS++;
    if (this.silentS === ASKING_AFTER_S) this.ask();
    if (this.silentS <= patienceS) return;
    this.stop();
    this.onHang();
  }
}
