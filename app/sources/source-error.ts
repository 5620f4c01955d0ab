import type { SourceFailure } from './source';

/** A source that could not be opened, in words for a person. */
export class SourceError extends Error {
  constructor(readonly failure: SourceFailure, options?: ErrorOptions) {
    super(failure.title, options);
    this.name = 'SourceError';
  }
}
