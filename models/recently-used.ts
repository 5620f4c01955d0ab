/** The few things of a kind that were used last, by key: what is made for one more lets the one go that was used longest ago. */
export class RecentlyUsed<T> {
  /** What was used last at the end. */
  private readonly kept = new Map<string, T>();

  /**
   * @param most how many are kept
   * @param letGo called with each that is let go
   */
  constructor(readonly most: number, private readonly letGo: (value: T) => void = () => undefined) {}

  get size(): number {
    return this.kept.size;
  }

  has(key: string): boolean {
    return this.kept.has(key);
  }

  /** The first that fits, which counts as no use of it. */
  find(fits: (value: T) => boolean): T | undefined {
    return [...this.kept.values()].find(fits);
  }

  /** @returns undefined for what is not kept */
  get(key: string): T | undefined {
    const value = this.kept.get(key);
    if (value === undefined) return undefined;
    this.kept.delete(key);
    this.kept.set(key, value);
    return value;
  }

  /** Keeps one more. @returns it */
  set(key: string, value: T): T {
    this.delete(key);
    this.kept.set(key, value);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.delete(oldest);
    }
    return value;
  }

  delete(key: string): void {
    const value = this.kept.get(key);
    this.kept.delete(key);
    if (value !== undefined) this.letGo(value);
  }

  clear(): void {
    for (const key of [...this.kept.keys()]) this.delete(key);
  }
}
