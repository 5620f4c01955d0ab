import type { z } from 'zod';
import { ValueStore } from './value-store';

/** A choice that a person made, as whatever draws reads it; the browser keeps it for the next visit. */
export class KeptStore<T extends object> extends ValueStore<T> {
  /** @param key in the browser's storage @param schema whose every field has a value to fall back on; what it leaves out is kept nowhere */
  constructor(private readonly key: string, private readonly schema: z.ZodType<T>) {
    super(schema.parse({}));
  }

  /** Anything unreadable is as if never chosen. */
  parse(text: string | null): T {
    try {
      return this.schema.parse(JSON.parse(text ?? '{}'));
    } catch {
      return this.schema.parse({});
    }
  }

  /** Takes what was kept on an earlier visit. */
  load(): void {
    try {
      this.change(this.parse(localStorage.getItem(this.key)));
    } catch {
      // Storage may be forbidden.
    }
  }

  /** Changes the choice, and keeps it. */
  choose(change: Partial<T>): void {
    this.change(change);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.schema.parse(this.get())));
    } catch {
      // It costs the memory of a choice and nothing else.
    }
  }
}
