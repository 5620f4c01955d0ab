import { printableLines } from './printable';

/**
 * The few errors Fovea throws on purpose. A message says what was given, what was expected and what to do; what it quotes
 * is made printable here, for it may be a file's name or a stranger's text.
 */
export class FoveaError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(printableLines(message), options);
    this.name = new.target.name;
  }
}

/** Something handed in (an option, a file's content, a shape, a message) is not what was asked for. */
export class InvalidInputError extends FoveaError {}

/** A file, model, data set or device that was asked for is not there. */
export class NotFoundError extends FoveaError {}

/** An engine cannot be started, lacks an operation, or was lost while running. */
export class EngineError extends FoveaError {}

/** Training cannot go on: a loss that is not finite, a checkpoint that does not fit the network. */
export class TrainingError extends FoveaError {}
