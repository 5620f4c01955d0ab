import type { Size } from '../../models/geometry/box';
import type { ServedCard } from '../../models/protocol/messages';
import { epochMs } from '../looker/messages';
import type { TrackedResults } from '../looker/tracked-results';
import { FrameResults } from './frame-results';

interface Moment {
  readonly timeS: number;
  readonly records: ReturnType<NonNullable<TrackedResults['task']['records']>>;
}

/** How bodies moved while something was recorded: with each answer what was shown at that time, in seconds since the beginning. */
export class MotionLog {
  private readonly startedMs: number;
  private moments: Moment[] = [];
  private joints: TrackedResults['task']['joints'];
  private newest: TrackedResults['sight'];
  readonly stop: () => void;

  /** @param picture the recording's size; answers about one of another size are left out */
  constructor(private readonly seen: Pick<TrackedResults, 'task' | 'sight' | 'at' | 'subscribe'>, private readonly picture: Size, private readonly now: () => number = epochMs) {
    this.startedMs = now();
    this.newest = seen.sight;
    this.stop = seen.subscribe(() => this.add());
  }

  /** COCO's JSON and a CSV; none where no body was seen. @param fileName of the recording @param stem of the files' names */
  files(fileName: string, stem: string, card: Pick<ServedCard, 'name' | 'title' | 'categories'>, date: Date): File[] {
    if (this.moments.length === 0) return [];
    const results = new FrameResults(fileName, this.picture, this.joints);
    for (const moment of this.moments) results.add(moment);
    return results.files(stem, card, date);
  }

  private add(): void {
    const { task, sight } = this.seen;
    if (task.joints === undefined || sight === undefined || sight === this.newest) return;
    this.newest = sight;
    const { width, height } = sight.prediction;
    if (width !== this.picture.width || height !== this.picture.height) return;
    this.joints = task.joints;
    const nowMs = this.now();
    this.moments.push({ timeS: (nowMs - this.startedMs) / 1000, records: task.records?.(this.seen.at(nowMs), this.picture) ?? [] });
  }
}
