import type { Kept } from '../keep/kept';
import type { Recorder, RecordingProgress } from '../keep/recorder';
import { ValueStore } from '../state/value-store';

export interface KeepingState {
  /** A snapshot is being taken. */
  readonly busy: boolean;
  readonly recording: RecordingProgress | undefined;
  /** Taken, and not let go yet, with the addresses under which the page can show and save its files. */
  readonly kept: (Kept & { readonly urls: readonly string[] }) | undefined;
}

const NOTHING: KeepingState = { busy: false, recording: undefined, kept: undefined };

/** Snapshots and recordings: at most one of each at a time, kept in memory until a person saves them or lets them go. */
export class Keeping {
  readonly state = new ValueStore<KeepingState>(NOTHING);
  private recorder: Recorder | undefined;

  /** @param onFailure is told a sentence for a person */
  constructor(private readonly onFailure: (sentence: string) => void) {}

  async snapshot(take: () => Promise<Kept>): Promise<void> {
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
      this.onFailure(`The recording could not be made. ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.recorder = undefined;
      this.state.change({ recording: undefined });
    }
  }

  /** What was recorded is offered. */
  stopRecording(): void {
    this.recorder?.stop();
  }

  letGo(): void {
    for (const url of this.state.get().kept?.urls ?? []) URL.revokeObjectURL(url);
    this.state.change({ kept: undefined });
  }

  private keep(kept: Kept): void {
    this.letGo();
    this.state.change({ kept: { ...kept, urls: kept.files.map((file) => URL.createObjectURL(file)) } });
  }
}
