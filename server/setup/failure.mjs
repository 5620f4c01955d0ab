/** A failure that its message explains in full: printed without a stack. */
export class Failure extends Error {}

/**
 * Runs a command's main function; a failure ends the process with its message and status 1.
 * @param {() => Promise<number>} main answers the exit status
 */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
