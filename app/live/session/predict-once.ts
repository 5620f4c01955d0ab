import type { Prediction } from '../../../models/prediction/prediction';
import type { ServedCard } from '../../../models/protocol/messages';
import type { Offloading } from '../../offload/offloading';
import type { Transferable2d } from '../../looker/messages';
import type { VisionClient, VisionState } from '../../looker/vision-client';

/** Who looks at pictures: this device and the server. */
export interface Lookers {
  readonly vision: () => VisionState;
  readonly client: Pick<VisionClient, 'predictOnce'>;
  readonly offloading: Pick<Offloading, 'state' | 'predictOnce'>;
}

/** What is answered of one picture, and the card of what answered. */
export interface AnsweredOnce {
  readonly prediction: Prediction;
  readonly card: ServedCard;
}

/** What looks now is asked about one picture, which stays the caller's; where the server does not answer, this device is. @throws Error with a sentence for a person */
export async function predictOnce({ vision, client, offloading }: Lookers, image: Transferable2d): Promise<AnsweredOnce> {
  const { place, card } = offloading.state.get();
  const served = place === 'server' && card !== undefined ? await offloading.predictOnce(await copyOf(image)) : undefined;
  if (served !== undefined && card !== undefined) return { prediction: served.prediction, card };
  const running = vision();
  if (running.status !== 'ready') throw new Error('The model is not ready.');
  return { prediction: (await client.predictOnce(await copyOf(image))).prediction, card: running.card };
}

/** Without its pixels where the browser can. */
const copyOf = async (image: Transferable2d): Promise<Transferable2d> => ('clone' in image ? image.clone() : await createImageBitmap(image));
