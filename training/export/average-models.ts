import { isDeepStrictEqual } from 'node:util';
import type { Card } from '../../models/artifact/card';
import type { LoadedModel } from '../../models/artifact/load';
import { InvalidInputError } from '../../models/errors';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { averageWeights } from './average-weights';
import type { CardText } from './export-model';

export interface WeighedModel {
  readonly model: LoadedModel;
  readonly share: number;
}

/**
 * One model of several trainings of the same network.
 * @param command that makes it, for the card, which lists it behind the commands of the trainings
 * @returns ready to be exported; the card is the first one's, with the trainings together and no figures yet
 * @throws InvalidInputError where the first was not trained here, or one differs in network, normalisation or categories
 */
export function averageModels(all: readonly WeighedModel[], command: string): { readonly card: CardText; readonly values: NamedValues } {
  const [first, ...others] = all.map(({ model }) => model.card);
  if (first?.training === undefined) throw new InvalidInputError(`'${first?.name ?? ''}' was not trained here; name a model first that was.`);
  const other = others.find((card) => !isDeepStrictEqual(madeOf(card), madeOf(first)));
  if (other !== undefined) throw new InvalidInputError(`'${other.name}' differs from '${first.name}' in its network, its normalisation or its categories.`);
  const trainings = all.flatMap(({ model: { card: { training } } }) => training ?? []);
  const sum = all.reduce((shares, { share }) => shares + share, 0);
  const parts = all.map(({ model: { card }, share }) => `${Math.round((100 * share) / sum)} % ${card.name}${card.training === undefined ? '' : `, seed ${card.training.seed}`}`);
  const total = (of: (training: NonNullable<Card['training']>) => number) => trainings.reduce((so, training) => so + of(training), 0);
  const { name, title, technicalName, summary, task, role, runsOn, network, input, categories, scoreThreshold, liveThreshold, limits, licence, attribution } = first;
  return {
    values: averageWeights(all.map(({ model: { values }, share }) => ({ values, share }))),
    card: {
      name, title, ...(technicalName !== undefined && { technicalName }), summary, task, role, runsOn, network, input, categories, scoreThreshold, liveThreshold, limits, licence, attribution,
      parent: first.parent && { ...first.parent, what: `${first.parent.what} Then averaged: ${parts.join('; ')}.` },
      training: {
        ...first.training,
        command: [...trainings.map((training) => training.command), command].join('\n'),
        steps: total(({ steps }) => steps), images: total(({ images }) => images), hours: total(({ hours }) => hours),
      },
      metrics: [],
    },
  };
}

/** That the weights fit is seen when they are averaged. */
const madeOf = ({ network: { name }, input: { mean, std }, categories }: Card) => ({ name, mean, std, categories });
