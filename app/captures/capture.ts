/** Something that a person took from the page. It lives in memory until it is saved or let go. */
export interface Capture {
  readonly kind: 'picture' | 'recording' | 'whole file';
  /** In the order in which they are offered; the first is shown. */
  readonly files: readonly File[];
  /** What its JSON has, in a word: 'boxes'; 'answers' where it is not said. */
  readonly answers?: string;
  /** What is in it, in words. */
  readonly description: string;
}

/** 'fovea-2026-11-24-10-05-09': sorts by time, and every file system takes it. */
export function fileStem(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
  return `fovea-${parts.map(two).join('-')}`;
}
