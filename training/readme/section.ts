import { InvalidInputError } from '../../models/errors';

/** A part of the README that `npm run readme` writes, between two lines that only it knows. */
export interface Section {
  readonly begin: string;
  readonly end: string;
}

export const section = (name: string, source: string): Section => ({
  begin: `<!-- ${name}: written by "npm run readme" from ${source} -->`,
  end: `<!-- end of ${name} -->`,
});

/** The text with the part between the section's two lines replaced. @throws InvalidInputError where they are missing */
export function replaceSection(text: string, { begin: beginLine, end: endLine }: Section, content: string): string {
  const begin = text.indexOf(beginLine);
  const end = text.indexOf(endLine);
  if (begin < 0 || end < begin) {
    throw new InvalidInputError(`The README has no place for what belongs between these two lines:\n${beginLine}\n${endLine}`);
  }
  return `${text.slice(0, begin + beginLine.length)}\n\n${content}\n${text.slice(end)}`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
