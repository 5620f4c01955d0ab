import type { Card } from '../../models/artifact/card';
import { SizeChooser } from '../../models/engine/choose-size';

/** The size of the input that suits this device, found from how long runs take; of one model at a time. */
export class DeviceInputSize {
  private suited: { readonly model: string; readonly size: number | undefined; readonly chooser: SizeChooser } | undefined;

  /** @returns undefined where nobody knows yet: the model's own */
  sizeFor(model: string): number | undefined {
    return this.suited?.model === model ? this.suited.size : undefined;
  }

  /** Takes in a run of a model. @returns whether another size suits better from now on */
  ran({ name, input: { sizes, width } }: Pick<Card, 'name' | 'input'>, runMs: number): boolean {
    if (sizes === undefined) return false;
    if (this.suited?.model !== name) this.suited = { model: name, size: undefined, chooser: new SizeChooser(sizes) };
    const size = this.suited.chooser.ran(width, runMs);
    if (size === undefined) return false;
    this.suited = { ...this.suited, size };
    return true;
  }
}
