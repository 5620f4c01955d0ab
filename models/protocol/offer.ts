import { z } from 'zod';
import { OFFLOAD_PATH } from './limits';
import { offeredModelSchema } from './messages';

/** Where a page asks, by plain HTTP and before anybody has agreed to send pictures, what the server offers. */
export const OFFER_PATH = `${OFFLOAD_PATH}/models`;

export const offerSchema = z.strictObject({
  /** Whether the server looks at pictures at all. */
  offered: z.boolean(),
  /** It serves only who has its token. */
  tokenNeeded: z.boolean(),
  models: z.array(offeredModelSchema),
});

export type Offer = Readonly<z.infer<typeof offerSchema>>;

export const NOT_OFFERED: Offer = { offered: false, tokenNeeded: false, models: [] };
