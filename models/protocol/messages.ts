import { z } from 'zod';
import { cardFields } from '../artifact/card';
import { catalogueSchema } from '../artifact/catalogue';
import { predictionSchema } from '../prediction/prediction-schema';
import { STAGES } from '../prediction/stages';
import { isBinary, type BinaryInput } from './bytes';
import { limitsSchema, LONGEST_SIDE, LONGEST_TOKEN, MOST_STYLES } from './limits';

/** What the two ends of the offload connection say to each other. Both check everything that arrives against these schemas. */

const modelName = z.string().min(1).max(128);
const frameId = z.int().nonnegative();

// What a client says.

export const helloSchema = z.strictObject({
  version: z.int().nonnegative(),
  /** Where the server asks for one. */
  token: z.string().max(LONGEST_TOKEN).optional(),
});

export const selectSchema = z.strictObject({
  model: modelName,
  /** Side of the input, for a model that serves several. Default: the model's own. */
  size: z.union([z.int().positive().max(LONGEST_SIDE), z.literal('largest')]).optional(),
  /** Answers below it are left out. Default: the model's own. */
  scoreThreshold: z.number().min(0).max(1).optional(),
});

export const frameSchema = z.strictObject({
  /** The client's number for it; the answer carries it. */
  id: frameId,
  /** When it was taken, in milliseconds of the client's clock; comes back with the answer and means nothing to the server. */
  capturedAt: z.number(),
  /** The frame's size in pixels, which boxes are given in. The picture may be a smaller copy of it. */
  width: z.int().positive().max(LONGEST_SIDE),
  height: z.int().positive().max(LONGEST_SIDE),
  /** How long after its arrival an answer is still of use. */
  deadlineMs: z.number().positive(),
  /** Of a style: how much of each of the model's categories, in their order. Default: the first alone. */
  styles: z.array(z.number().min(0).max(1)).min(1).max(MOST_STYLES).optional(),
  /** JPEG or WebP. */
  picture: z.custom<BinaryInput>(isBinary, 'expected binary data'),
});

// What a server says.

/** A model that is offered, as in the catalogue. */
export const offeredModelSchema = catalogueSchema.shape.models.element.extend({
  /** Whether the page can also fetch it and run it itself; else only the server does. */
  onDevice: z.boolean(),
});

export const welcomeSchema = z.strictObject({
  version: z.int().nonnegative(),
  limits: limitsSchema,
  models: z.array(offeredModelSchema).min(1),
});

/** What a page needs of a card to show answers; the input has the size at which frames are looked at. */
export const servedCardSchema = cardFields.pick({ name: true, title: true, task: true, input: true, categories: true, scoreThreshold: true, liveThreshold: true });

export const selectedSchema = z.strictObject({ card: servedCardSchema });

const elapsed = z.number().nonnegative();

export const resultSchema = z.strictObject({
  id: frameId,
  capturedAt: z.number(),
  model: modelName,
  prediction: predictionSchema,
  /** In milliseconds: the stages at the server, and from arrival to answer. */
  timings: z.strictObject({ stages: z.partialRecord(z.enum(STAGES), elapsed), totalMs: elapsed }),
});

/** Why a frame has no result, and what it means for the next. */
export const DROP_REASONS = {
  superseded: 'A newer frame took its place.',
  late: 'Its turn would have come after its deadline.',
  too_large: 'The picture has more bytes than the limit: encode it smaller.',
  too_many_pixels: 'The picture has more pixels than the limit: make it smaller.',
  undecodable: 'It is neither a JPEG nor a WebP picture, or it is broken.',
  rate: 'Frames come faster than the limit.',
  busy: 'The server holds as many frames as it can: send fewer.',
  not_ready: 'No model was chosen yet: say hello, then select.',
  closing: 'The server is about to stop: connect again.',
  invalid: 'It is not as the protocol has it.',
  unrunnable: 'No engine of this server runs the model: choose another.',
  failed: 'The model could not look at it.',
} as const;

export type DropReason = keyof typeof DROP_REASONS;

export const droppedSchema = z.strictObject({
  id: frameId,
  /** Unless it could not be read. */
  capturedAt: z.number().optional(),
  reason: z.custom<DropReason>((value) => typeof value === 'string' && Object.hasOwn(DROP_REASONS, value), 'expected a reason'),
  message: z.string(),
});

/** As much of a frame as an answer needs, of one that is otherwise not as it should be. */
export const namedFrameSchema = z.object({ id: frameId, capturedAt: z.number().optional().catch(undefined) });

/** What is wrong with a client's message or with its connection, where there is no frame to answer. */
export const FAILURE_CODES = [
  'invalid', 'unknown_event', 'unsupported_version', 'unauthorized', 'no_hello', 'unknown_model', 'unknown_size', 'too_many_connections', 'too_many_messages', 'unread', 'unavailable', 'closing',
] as const;

export const failureSchema = z.strictObject({
  code: z.enum(FAILURE_CODES),
  /** A sentence that says what was given and what was expected. */
  message: z.string(),
});

export type Hello = z.infer<typeof helloSchema>;
export type Select = z.infer<typeof selectSchema>;
export type FrameMessage = z.infer<typeof frameSchema>;
export type OfferedModel = z.infer<typeof offeredModelSchema>;
export type ServedCard = z.infer<typeof servedCardSchema>;
export type Welcome = z.infer<typeof welcomeSchema>;
export type Selected = z.infer<typeof selectedSchema>;
export type OffloadResult = z.infer<typeof resultSchema>;
export type ResultTimings = OffloadResult['timings'];
export type Dropped = z.infer<typeof droppedSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type FailureCode = Failure['code'];
