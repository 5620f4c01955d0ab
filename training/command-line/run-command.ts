import { constants } from 'node:os';
import { inspect } from 'node:util';
import { type Command, CommanderError } from 'commander';
import { FoveaError, InvalidInputError, NotFoundError } from '../../models/errors';
import { printableLines } from '../../models/printable';

/**
 * Parses the command line with `program`, runs its action and sets the exit code. Every file of training/commands ends with it.
 *
 * Exit codes: 0 done, 1 failed, 2 what was asked for cannot be done (an option, a file, a model that is wrong or missing).
 * Errors that Fovea throws on purpose print their message alone, on stderr; anything else is a defect and prints its stack.
 * A command whose reader has gone (`| head`) ends as the signal for that would end it.
 */
export async function runCommand(program: Command): Promise<void> {
  throwInsteadOfExit(program);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(128 + constants.signals.SIGPIPE);
  });
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Prints `error` unless commander already did, and returns the exit code it deserves. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof FoveaError) {
    console.error(error.message);
    return error instanceof InvalidInputError || error instanceof NotFoundError ? 2 : 1;
  }
  console.error(printableLines(inspect(error)));
  return 1;
}

function throwInsteadOfExit(program: Command): void {
  program.exitOverride();
  program.configureOutput({ outputError: (text, write) => write(printableLines(text)) });
  for (const command of program.commands) throwInsteadOfExit(command);
}
