import type { Card } from '../../models/artifact/card';
import { byMerit } from '../../models/artifact/catalogue';
import { section, table } from './section';

export const MODELS_SECTION = section('models', 'the cards in public/models');

/** The models by merit, then what was measured: a line for each input, its figures as "AP / AP50", its command. Markdown. */
export function modelsTable(cards: readonly Card[]): string {
  const ordered = [...cards].sort(byMerit);
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
  const scopes = [...new Set(ordered.flatMap(({ metrics }) => metrics.map(({ scope }) => scope)))];
  const measured = ordered.flatMap((card) => measurements(card).map(({ size, dataset, command, figures }) => [
    `\`${card.name}\``, `${size} x ${size}`, ...scopes.map((scope) => figures.get(scope)?.join(' / ') ?? ''), dataset, `\`${command}\``,
  ]));
  return measured.length === 0 ? models : `${models}\n${table(['Model', 'Input', ...scopes.map((scope) => `AP / AP50, ${scope}`), 'On', 'Command'], measured)}`;
}

interface Measurement {
  readonly size: number;
  readonly dataset: string;
  readonly command: string;
  /** By scope, in the order of the card. */
  readonly figures: Map<string, string[]>;
}

/** A card's figures, together where one command prints them. */
function measurements({ metrics, input }: Card): Measurement[] {
  const byCommand = new Map<string, Measurement>();
  for (const { scope, value, dataset, command, size = input.width } of metrics) {
    const measurement = byCommand.get(command) ?? { size, dataset, command, figures: new Map<string, string[]>() };
    measurement.figures.set(scope, [...(measurement.figures.get(scope) ?? []), value.toFixed(3)]);
    byCommand.set(command, measurement);
  }
  return [...byCommand.values()];
}
