import type { Card } from '../../models/artifact/card';
import { section, table } from './section';

export const MODELS_SECTION = section('models', 'the cards in public/models');

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

const rank = ({ role }: Card) => (role === 'product' ? 0 : 1);
