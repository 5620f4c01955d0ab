import { ValueStore } from '../ui/value-store';
import type { Capture } from '../captures/capture';
import type { PageTask } from '../tasks/task';
import type { Looker, WholeFileProgress, WholeFileWish } from './look-through';

export type WholeFileState =
  | { readonly status: 'closed' }
  | { readonly status: 'asking' }
  | { readonly status: 'running'; readonly progress: WholeFileProgress | undefined; readonly canvas: HTMLCanvasElement | undefined; readonly ending: boolean };

interface WholeFileHost extends Looker {
  /** What is answered. */
  readonly task: () => PageTask;
  /** The file that is open, if it is a video. */
  readonly file: () => File | undefined;
  readonly keep: (making: Promise<Capture | undefined>) => Promise<void>;
}

/** Looking through a video file from its beginning to its end: asked for, under way, ended early, given up. */
export class WholeFile {
  readonly state = new ValueStore<WholeFileState>({ status: 'closed' });
  private ending = new AbortController();
  private givenUp = false;

  constructor(private readonly host: WholeFileHost) {}

  /** What its answers are, in words: 'boxes'. */
  get answers(): string {
    return this.host.task().answers;
  }

  ask(): void {
    if (this.state.get().status === 'closed') this.state.set({ status: 'asking' });
  }

  async start(wish: WholeFileWish): Promise<void> {
    const file = this.host.file();
    if (file === undefined || this.state.get().status === 'running') return;
    this.ending = new AbortController();
    this.givenUp = false;
    this.state.set({ status: 'running', progress: undefined, canvas: undefined, ending: false });
    await this.host.keep(this.lookThrough(file, wish));
    this.state.set({ status: 'closed' });
  }

  /** What was looked at until now is kept. */
  finish(): void {
    this.tell({ ending: true });
    this.ending.abort();
  }

  /** Closes the question, or gives up what is under way. */
  cancel(): void {
    this.givenUp = true;
    this.finish();
    if (this.state.get().status === 'asking') this.state.set({ status: 'closed' });
  }

  private async lookThrough(file: File, wish: WholeFileWish): Promise<Capture | undefined> {
    const { look, filter, task } = this.host;
    try {
      const { lookThrough } = await import('./look-through');
      const kept = await lookThrough({
        file, ...wish, look, filter, task: task(),
        signal: this.ending.signal,
        onProgress: (progress) => this.tell({ progress }),
        onCanvas: (canvas) => this.tell({ canvas }),
      });
      return this.givenUp ? undefined : kept;
    } catch (error) {
      // Whoever ends it before the first frame wants nothing of it.
      if (this.ending.signal.aborted) return undefined;
      throw error;
    }
  }

  private tell(change: Partial<WholeFileState & { readonly status: 'running' }>): void {
    const state = this.state.get();
    if (state.status === 'running') this.state.set({ ...state, ...change });
  }
}
