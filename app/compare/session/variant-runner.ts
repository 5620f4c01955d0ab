import type { BrowserEngine } from '../../../models/engine/choose-engine';
import { totalMs } from '../../../models/prediction/stages';
import type { Asked, FrameResult, Progress, Transferable2d } from '../../looker/messages';
import { VisionClient, type VisionState } from '../../looker/vision-client';
import type { Opened } from '../figures/measures';
import { MOST_VARIANTS, type Variant } from '../variants';

/** This browser's workers cannot read the frames that they are handed. */
export class UnreadableError extends Error {}

interface Engine {
  readonly client: VisionClient;
  /** Told of what the client becomes. */
  settle: (state: VisionState) => void;
  /** Told where what it is handed cannot be read. */
  unreadable: () => void;
  heldBytes: number;
}

/**
 * Variants side by side: those of one engine share a worker, where all are open at once and one looks at a time, so that none
 * has half of the cores.
 */
export class VariantRunner {
  private readonly engines = new Map<BrowserEngine | undefined, Engine>();

  /** @param onNotice something went wrong and was mended; a sentence that says so */
  constructor(private readonly onProgress: (progress: Progress) => void, private readonly onNotice: (sentence: string) => void) {}

  /** Opens a variant and lets it look once. @param frame the worker closes it. @throws Error with a sentence for a person */
  async open(variant: Variant, takeFrame: () => Promise<Transferable2d>): Promise<Opened> {
    const engine = this.engineFor(variant.engine);
    const state = await new Promise<VisionState>((resolve) => {
      engine.settle = resolve;
      engine.client.open({ model: variant.model.name, size: variant.input.size, preferred: variant.engine, beside: MOST_VARIANTS });
    });
    if (state.status === 'failed') throw new Error(state.failure.message);
    if (state.status !== 'ready') throw new DOMException('It was stopped.', 'AbortError');
    const { timings, memory } = await this.look(variant, await takeFrame());
    const heldBytes = memory.bytes - engine.heldBytes;
    engine.heldBytes = memory.bytes;
    const { loadMs = 0, warmUpMs = 0 } = state.opening ?? {};
    return { engine: state.engine, firstAnswerMs: loadMs + warmUpMs + totalMs(timings), heldBytes: heldBytes > 0 ? heldBytes : undefined };
  }

  /** @param frame the worker closes it. @throws UnreadableError, or Error with a sentence for a person */
  async look({ model, input: { size }, engine: wanted }: Variant, frame: Transferable2d): Promise<FrameResult> {
    const engine = this.engineFor(wanted);
    const asked: Asked = { model: model.name, size, scoreThreshold: model.scoreThreshold };
    return await new Promise<FrameResult>((resolve, reject) => {
      engine.unreadable = () => reject(new UnreadableError('This browser lets no model see its pictures. Try another browser, or update this one.'));
      engine.client.predictOnce(frame, asked).then(resolve, reject);
    });
  }

  close(): void {
    for (const { client } of this.engines.values()) client.close();
    this.engines.clear();
  }

  private engineFor(wanted: BrowserEngine | undefined): Engine {
    const there = this.engines.get(wanted);
    if (there !== undefined) return there;
    const client = new VisionClient({
      onState: (state) => {
        if (state.status === 'opening') this.onProgress(state.progress);
        else if (state.status !== 'ready' || state.resizing !== true) engine.settle(state);
      },
      onResult: () => undefined,
      onNotice: this.onNotice,
      onUnreadable: () => engine.unreadable(),
      onIdle: () => undefined,
    }, undefined, false);
    const engine: Engine = { client, settle: () => undefined, unreadable: () => undefined, heldBytes: 0 };
    this.engines.set(wanted, engine);
    return engine;
  }
}
