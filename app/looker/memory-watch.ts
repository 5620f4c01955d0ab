/** Answers after a model's opening before which caches still fill. */
const SETTLING = 10;
const MORE_TENSORS = 200;
const MORE_BYTES = 128e6;
/** A peak is not a trend. */
const IN_A_ROW = 30;

/** Notices when what lives on the engine between two answers keeps growing: the same model needs the same memory. */
export class MemoryWatch {
  private answers = 0;
  private grownInARow = 0;
  private settled = { tensors: 0, bytes: 0 };

  /** Takes in what lives after an answer. @returns whether it has grown for good */
  grows({ tensors, bytes }: { readonly tensors: number; readonly bytes: number }): boolean {
    if (++this.answers <= SETTLING) {
      this.settled = { tensors: Math.max(this.settled.tensors, tensors), bytes: Math.max(this.settled.bytes, bytes) };
      return false;
    }
    const grown = tensors > this.settled.tensors + MORE_TENSORS || bytes > this.settled.bytes + MORE_BYTES;
    this.grownInARow = grown ? this.grownInARow + 1 : 0;
    return this.grownInARow >= IN_A_ROW;
  }
}
