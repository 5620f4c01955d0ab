import type { Unsaved } from '../leaving';
import type { Capture } from './capture';
import type { Recorder, RecordingProgress } from './recorder';
import { ValueStore } from '../ui/value-store';

/** Taken, and not let go yet, with the addresses under which the page can show and save its files. */
export interface CapturedItem extends Capture {
  readonly urls: readonly string[];
  readonly saved: boolean;
}

export interface CaptureTrayState {
  /** A snapshot is being taken. */
  readonly busy: boolean;
  readonly recording: RecordingProgress | undefined;
  /** The first is shown; what comes while it is waits its turn. */
  readonly kept: readonly CapturedItem[];
  /** Somebody was about to lose what is shown, and is asked what becomes of it. */
  readonly asked: boolean;
}

const NOTHING: CaptureTrayState = { busy: false, recording: undefined, kept: [], asked: false };

/** Snapshots and recordings, one of each at a time, kept in memory until a person saves them or lets them go. */
export class CaptureTray implements Unsaved {
  readonly state = new ValueStore<CaptureTrayState>(NOTHING);
  private recorder: Recorder | undefined;
  private making = 0;

  /** @param onFailure is told a sentence for a person */
  constructor(private readonly onFailure: (sentence: string) => void) {}

  async snapshot(take: () => Promise<Capture>): Promise<void> {
    if (this.state.get().busy) return;
    this.state.change({ busy: true });
    try {
      this.keep(await take());
    } catch (error) {
      this.onFailure(`The snapshot could not be taken. ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.state.change({ busy: false });
    }
  }

  /** Starts a recording, or ends the one that runs. */
  async toggleRecording(start: (onProgress: (recording: RecordingProgress) => void) => Recorder): Promise<void> {
    if (this.recorder !== undefined) {
      this.stopRecording();
      return;
    }
    try {
      this.recorder = start((recording) => this.state.change({ recording }));
      this.keep(await this.recorder.ended);
    } catch (error) {
      this.state.change({ asked: false });
      this.onFailure(`The recording could not be made. ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.recorder = undefined;
      this.state.change({ recording: undefined });
    }
  }

  /** Something that takes its time; undefined: a person has given it up. */
  async make(making: Promise<Capture | undefined>): Promise<void> {
    this.making++;
    try {
      const kept = await making;
      if (kept !== undefined) this.keep(kept);
    } catch (error) {
      this.onFailure(`The video could not be looked through. ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.making--;
    }
  }

  /** What was recorded is offered. */
  stopRecording(): void {
    this.recorder?.stop();
  }

  readonly wouldBeLost = (): boolean => this.recorder !== undefined || this.making > 0 || this.state.get().kept.some(({ saved }) => !saved);

  /** What is kept is shown anyway, and asked about from now on. */
  readonly offer = (): void => {
    this.state.change({ asked: true });
    this.stopRecording();
  };

  /** What is shown was saved. */
  saved(): void {
    const [shown, ...others] = this.state.get().kept;
    if (shown !== undefined) this.state.change({ kept: [{ ...shown, saved: true }, ...others], asked: false });
  }

  /** What is shown goes, and the next is. */
  letGo(): void {
    const [shown, ...others] = this.state.get().kept;
    for (const url of shown?.urls ?? []) URL.revokeObjectURL(url);
    this.state.change({ kept: others, asked: false });
  }

  private keep(kept: Capture): void {
    const item = { ...kept, urls: kept.files.map((file) => URL.createObjectURL(file)), saved: false };
    this.state.change({ kept: [...this.state.get().kept, item] });
  }
}
