import { z } from 'zod';

/** Grows with every change that one side cannot ignore; a server refuses any other. */
export const PROTOCOL_VERSION = 6;

/** Where the sockets are, on the port of the page. */
export const OFFLOAD_PATH = '/offload';

/** What a server takes from one client. It says so in its welcome; a frame that exceeds a limit is answered, not obeyed. */
export const limitsSchema = z.strictObject({
  /** Of one encoded picture. */
  pictureBytes: z.int().positive(),
  /** Of the picture, and of the frame that it stands for. */
  pixels: z.int().positive(),
  framesPerSecond: z.number().positive(),
  /** The longest that a frame may wait for its turn, whatever it asks for. */
  deadlineMs: z.number().positive(),
});

export type OffloadLimits = z.infer<typeof limitsSchema>;

/** Characters of the token that a server may ask for. */
export const LONGEST_TOKEN = 256;

/** No side of a frame is longer, whatever a server allows. */
export const LONGEST_SIDE = 16_384;

/** No model has more styles. */
export const MOST_STYLES = 256;
