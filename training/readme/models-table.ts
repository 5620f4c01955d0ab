import type { Card, Metric } from '../../models/artifact/card';
import { byMerit } from '../../models/artifact/catalogue';
import { metricScopes } from '../../models/artifact/metric-scopes';
import { groupBy } from '../../models/group-by';
import { section, table } from './section';

export const MODELS_SECTION = section('models', 'the cards in public/models');

/** The models by merit, then for each data set what was measured on it: a line for each input, its figures as "AP / AP50". Markdown. */
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
  const figures = ordered.flatMap(({ name, input, metrics }) => metrics.map((metric): Figure => ({ size: input.width, ...metric, model: name })));
  return [models, ...[...groupBy(figures, ({ dataset }) => dataset)].map(([dataset, ofOne]) => measured(dataset, ofOne))].join('\n');
}

interface Figure extends Metric {
  readonly model: string;
  readonly size: number;
}

function measured(dataset: string, figures: readonly Figure[]): string {
  const scopes = metricScopes(figures);
  const lines = [...groupBy(figures, ({ command }) => command).values()].map((ofOne) => [
    ...ofOne.slice(0, 1).flatMap(({ model, size }) => [`\`${model}\``, String(size)]),
    ...scopes.map(({ scope, names }) => names.map((name) => ofOne.find((figure) => figure.scope === scope && figure.name === name)?.value.toFixed(3) ?? '').join(' / ')),
  ]);
  const columns = scopes.map(({ scope, names }) => `${names.join(' / ')}, ${scope}`);
  return `On ${dataset}; the first line by \`${figures[0]?.command}\`.\n\n${table(['Model', 'Pixels', ...columns], lines)}`;
}
