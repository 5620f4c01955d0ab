import type { OffloadLimits } from '../../models/protocol/limits';
import type { FrameMessage } from '../../models/protocol/messages';
import { pictureFormat } from '../../models/protocol/picture-format';
import { dropped, type FrameOutcome } from './dispatcher';
import type { ArrivedPicture } from './masked-pictures';

/** As many bytes of a picture as tell its format. */
const HEAD_BYTES = 16;

/** Why a frame is not even queued, as far as can be known without decoding it. */
export function beyondLimits({ width, height }: FrameMessage, picture: ArrivedPicture, limits: OffloadLimits): FrameOutcome | undefined {
  if (picture.length > limits.pictureBytes) return dropped('too_large', `The picture has ${picture.length} bytes; at most ${limits.pictureBytes} are taken.`);
  if (width * height > limits.pixels) return dropped('too_many_pixels', `The frame has ${width} x ${height} pixels; at most ${limits.pixels} are taken.`);
  return pictureFormat(picture.head(HEAD_BYTES)) === undefined ? dropped('undecodable') : undefined;
}
