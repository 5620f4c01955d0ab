import type { Card } from '../../models/artifact/card';
import { InvalidInputError } from '../../models/errors';

/** What the README says of the models stands between these lines and is written by `npm run readme`. */
export const TABLE_BEGIN = '<!-- models: written by "npm run readme" from the cards in public/models -->';
export const TABLE_END = '<!-- end of models -->';

/** The models, products first, then what was measured, each figure with its command. Markdown. */
export function modelsTable(cards: readonly Card[]): string {
  const ordered = [...cards].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const models = table(
    ['Model', 'Does', 'Input', 'Parameters', 'Multiply-adds', 'Download', 'Licence'],
    ordered.map((card) => [
      `\`${card.name}\``,
      card.summary,
      `${card.input.width} x ${card.input.height}`,
      `${(card.parameters / 1e6).toFixed(2)} M`,
      `${(card.multiplyAdds / 1e9).toFixed(2)} G`,
      `${(card.weights.sizeBytes / 1e6).toFixed(1)} MB`,
      card.licence,
    ]),
  );
  const figures = ordered.flatMap(({ name, metrics }) => metrics.map(({ name: figure, value, scope, dataset, command }) =>
    [`\`${name}\``, `${figure}, ${scope}`, value.toFixed(3), dataset, `\`${command}\``]));
  return figures.length === 0 ? models : `${models}\n${table(['Model', 'Figure', 'Value', 'On', 'Command'], figures)}`;
}

/** A text with the part between the two lines replaced. @throws InvalidInputError where they are missing. */
export function replaceModelsTable(text: string, cards: readonly Card[]): string {
  const begin = text.indexOf(TABLE_BEGIN);
  const end = text.indexOf(TABLE_END);
  if (begin < 0 || end < begin) {
    throw new InvalidInputError(`The README has no place for the models. Put these two lines where the table belongs:\n${TABLE_BEGIN}\n${TABLE_END}`);
  }
  return `${text.slice(0, begin + TABLE_BEGIN.length)}\n\n${modelsTable(cards)}\n${text.slice(end)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

const rank = ({ role }: Card) => (role === 'product' ? 0 : 1);
