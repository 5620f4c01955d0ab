import { NOT_OFFERED, OFFER_PATH, offerSchema, type Offer } from '../../models/protocol/offer';

/** Of a server that did not say: it may be there later, and is called when a person wants it. */
export const UNKNOWN_OFFER: Offer = { offered: true, tokenNeeded: false, models: [] };

const ANSWER_WITHIN_MS = 5000;

/** What the page's own server offers. No picture leaves for it. */
export async function fetchOffer(): Promise<Offer> {
  try {
    const response = await fetch(OFFER_PATH, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 404) return NOT_OFFERED;
    return offerSchema.parse(await response.json());
  } catch {
    return UNKNOWN_OFFER;
  }
}
