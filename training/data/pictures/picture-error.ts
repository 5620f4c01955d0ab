import { FoveaError } from '../../../models/errors';
import type { ProblemKind } from '../problems';

/** A picture that cannot be used; whoever asked for it skips it and counts. */
export class PictureError extends FoveaError {
  constructor(readonly kind: ProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
