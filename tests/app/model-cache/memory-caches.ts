type Stored = Map<string, Response>;

/** The browser's `caches`, in memory: as much of it as the model cache uses. */
export class MemoryCaches {
  private readonly stored = new Map<string, Stored>();

  /** @param refuses what a full or forbidden storage answers with */
  constructor(private readonly refuses?: { readonly put: Error }) {}

  open(name: string) {
    const entries: Stored = this.stored.get(name) ?? new Map<string, Response>();
    this.stored.set(name, entries);
    return Promise.resolve({
      match: (key: RequestInfo | URL) => Promise.resolve(entries.get(addressOf(key))?.clone()),
      put: (key: RequestInfo | URL, response: Response) => {
        if (this.refuses !== undefined) return Promise.reject(this.refuses.put);
        entries.set(addressOf(key), response);
        return Promise.resolve();
      },
      delete: (key: RequestInfo | URL) => Promise.resolve(entries.delete(addressOf(key))),
      keys: () => Promise.resolve([...entries.keys()].map((address) => new Request(address))),
    });
  }

  /** Everything that is kept, in any cache. */
  get addresses(): string[] {
    return [...this.stored.values()].flatMap((entries) => [...entries.keys()]);
  }
}

const addressOf = (key: RequestInfo | URL) => (key instanceof Request ? key.url : String(key));
