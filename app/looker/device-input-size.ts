import type { Card } from '../../models/artifact/card';
import { taskNamed, type TaskName } from '../../models/tasks';
import { DEVICE_SIZES, SizeChooser } from '../../models/engine/choose-size';

/** How often a device should answer; ten times a second looks like live. */
export const looksPerSecond = (task: TaskName): number => taskNamed(task).looksPerSecond ?? 1000 / DEVICE_SIZES.budgetMs;

/** The size of the input that suits this device, found from how long runs take; of one model at a time. */
export class DeviceInputSize {
  private suited: { readonly model: string; readonly size: number | undefined; readonly chooser: SizeChooser } | undefined;

  /** @returns undefined where nobody knows yet: the model's own */
  sizeFor(model: string): number | undefined {
    return this.suited?.model === model ? this.suited.size : undefined;
  }

  /** Takes in a run of a model. @returns whether another size suits better from now on */
  ran({ name, task, input: { sizes, width } }: Pick<Card, 'name' | 'task' | 'input'>, runMs: number): boolean {
    if (sizes === undefined) return false;
    if (this.suited?.model !== name) this.suited = { model: name, size: undefined, chooser: new SizeChooser(sizes, { ...DEVICE_SIZES, budgetMs: 1000 / looksPerSecond(task) }) };
    const size = this.suited.chooser.ran(width, runMs);
    if (size === undefined) return false;
    this.suited = { ...this.suited, size };
    return true;
  }
}
