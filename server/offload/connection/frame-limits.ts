import type { OffloadLimits } from '../../../models/protocol/limits';
import type { FrameMessage } from '../../../models/protocol/messages';
import { pictureFormat } from '../../../models/protocol/picture-format';
import { dropped, type FrameOutcome } from '../queue/dispatcher';

/** Why a frame is not even queued, as far as can be known without decoding it. */
export function beyondLimits({ width, height }: FrameMessage, picture: Uint8Array, limits: OffloadLimits): FrameOutcome | undefined {
  if (picture.length > limits.pictureBytes) return dropped('too_large', `The picture has ${picture.length} bytes; at most ${limits.pictureBytes} are taken.`);
  if (width * height > limits.pixels) return dropped('too_many_pixels', `The frame has ${width} x ${height} pixels; at most ${limits.pixels} are taken.`);
  return pictureFormat(picture) === undefined ? dropped('undecodable') : undefined;
}
