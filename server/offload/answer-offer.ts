import type { ServerResponse } from 'node:http';
import type { Offer } from '../../models/protocol/offer';

/** What is said at `OFFER_PATH`: names and cards, the same to everybody. */
export function answerOffer(response: ServerResponse, offer: Offer): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(offer));
}
