/** Channels as whole numbers from 1, in sets of those that must be kept or removed together: union-find (Tarjan 1975). */
export class LabelSets {
  private readonly parents: number[] = [0];
  private readonly fixed = new Set<number>();

  /** So many new channels, each alone. */
  make(count: number): Int32Array {
    return Int32Array.from({ length: count }, () => this.parents.push(this.parents.length) - 1);
  }

  /** Couples channels at the same positions. @returns one for each position */
  joinAll(a: Int32Array, b: Int32Array): Int32Array {
    return a.map((label, index) => this.join(label, b[index] ?? 0));
  }

  /** Couples two channels. What is coupled to something that is no channel (0) can never be removed. */
  join(a: number, b: number): number {
    if (a === 0 || b === 0) {
      this.fixed.add(a || b);
      return a || b;
    }
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    const [root, other] = first < second ? [first, second] : [second, first];
    this.parents[other] = root;
    return root;
  }

  /** Channels that can never be removed. */
  fix(labels: ArrayLike<number>): void {
    for (let i = 0; i < labels.length; i++) this.fixed.add(labels[i] ?? 0);
  }

  /** What stands for the whole set of a channel. */
  rootOf(label: number): number {
    let root = label;
    for (let parent = this.parentOf(root); parent !== root; parent = this.parentOf(root)) {
      this.parents[root] = this.parentOf(parent);
      root = parent;
    }
    return root;
  }

  /** The sets of which one channel at least was fixed, by their roots. */
  fixedRoots(): Set<number> {
    return new Set([...this.fixed].map((label) => this.rootOf(label)));
  }

  private parentOf(label: number): number {
    return this.parents[label] ?? label;
  }
}
