import type { Card } from '../../../models/artifact/card';
import type { CardText } from '../../export/export-model';
import type { PrunedModel } from './prune-channels';

/** What the card of a model says from which channels were removed; its figures are measured anew. @param command that makes it */
export function prunedCard(parent: Card, { network, work }: Pick<PrunedModel, 'network' | 'work'>, { name, command }: { readonly name: string; readonly command: string }): CardText {
  const { title, technicalName, summary, task, role, runsOn, input, categories, keypoints, scoreThreshold, limits, licence, attribution } = parent;
  const share = `${Math.round(100 * work)} % of its work`;
  return {
    name, title, summary, task, role, runsOn, network, input, categories, keypoints, scoreThreshold, licence, attribution,
    ...(technicalName !== undefined && { technicalName: `${technicalName}, at ${share}` }),
    parent: {
      name: parent.name,
      source: command,
      licence,
      what: `All weights that are left: channels were removed until ${share} remained.${parent.parent === undefined ? '' : ` ${parent.name} began with ${parent.parent.name}, ${parent.parent.source}.`}`,
    },
    metrics: [],
    limits: [...limits, `Less accurate than ${parent.name} until it is trained again.`],
  };
}
