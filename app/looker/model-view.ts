import type { CatalogueEntry } from '../../models/artifact/catalogue';
import { runMs } from '../../models/prediction/stages';
import type { TaskName } from '../../models/tasks';
import { pageTask } from '../tasks';
import { DeviceInputSize } from './device-input-size';
import { epochMs, type FrameResult, type Wanted } from './messages';
import { Meter } from './meter';
import { TrackedResults } from './tracked-results';
import { VisionClient, type VisionListeners, type VisionState } from './vision-client';

/**
 * One model on a page: the worker that runs it here, what it answers followed from frame to frame, how fast that comes, and
 * the size of its input that suits this device. Its client is the sink that a source feeds; answers from elsewhere are
 * shown by it too.
 */
export class ModelView {
  /** It changes with every frame: draw it, do not render it. */
  readonly results: TrackedResults;
  readonly meter = new Meter();
  readonly client: VisionClient;
  private readonly suiting = new DeviceInputSize();

  /** @param listeners are told of what the worker answers, which is shown once they `show` it */
  constructor(task: TaskName, listeners: VisionListeners) {
    this.results = new TrackedResults(pageTask(task));
    this.client = new VisionClient(listeners);
  }

  /** From now on answers are of another task. */
  follow(task: TaskName): void {
    if (task === this.results.task.name) return;
    this.meter.reset();
    this.results.follow(pageTask(task));
  }

  /** @param size of the input, that a person chose; undefined: what suits this device */
  open({ name }: Pick<CatalogueEntry, 'name'>, { preferred, size }: Pick<Wanted, 'preferred' | 'size'>): void {
    this.client.open({ model: name, preferred, size: size ?? this.suiting.sizeFor(name) });
  }

  /** Shows an answer, of this device or of the server. */
  show(result: FrameResult): void {
    const now = epochMs();
    this.meter.add(result, now);
    this.results.add(result, now);
  }

  /** Takes in how long a run took here. @returns whether another size of the input suits this device better from now on */
  suitsOtherSize(state: VisionState, { timings }: FrameResult): boolean {
    return state.status === 'ready' && state.resizing !== true && this.suiting.ran(state.card, runMs(timings));
  }

  /** Another picture comes, or another model. */
  forget(): void {
    this.meter.reset();
    this.results.forget();
  }
}
