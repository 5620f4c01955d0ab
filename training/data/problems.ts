import { printable } from '../../models/printable';

/** What a reader or a decoder can find wrong. */
export type ProblemKind = 'missing file' | 'broken picture' | 'size differs' | 'bad box' | 'bad record' | 'bad annotation' | 'bad result'
  | 'odd result' | 'double result' | 'double id' | 'double category' | 'unknown category' | 'unknown image' | 'worker lost';

const examplesKept = 5;

/**
 * Counts what was skipped and why, and keeps the first few by name: one bad file in a data set is a line in the log,
 * not the end of a night of training.
 */
export class Problems {
  private readonly found = new Map<ProblemKind, { count: number; readonly examples: string[] }>();

  /** @param report is told each of the first few of a kind at once */
  constructor(private readonly report?: (line: string) => void) {}

  /** @param what where it was found and what it is, e.g. `cat.jpg: box 0 x 12` */
  add(kind: ProblemKind, what: string): void {
    const entry = this.found.get(kind) ?? { count: 0, examples: [] };
    this.found.set(kind, entry);
    entry.count++;
    if (entry.examples.length === examplesKept) return;
    const shown = printable(what);
    entry.examples.push(shown);
    this.report?.(`${kind}: ${shown}`);
  }

  count(kind: ProblemKind): number {
    return this.found.get(kind)?.count ?? 0;
  }

  get total(): number {
    return [...this.found.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** One line a kind, e.g. `3 x bad box: cat.jpg: box 0 x 12; …`; empty when nothing was found. */
  lines(): string[] {
    return [...this.found].map(([kind, { count, examples }]) => {
      const more = count > examples.length ? `; and ${count - examples.length} more` : '';
      return `${count} x ${kind}: ${examples.join('; ')}${more}`;
    });
  }
}
