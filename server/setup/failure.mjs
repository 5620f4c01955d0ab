import { root } from './root.mjs';

/** A failure that its message explains in full: printed without a stack. */
export class Failure extends Error {}

/** Why a file system does not let this user write. */
const DENIALS = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'that is mounted to be read only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has no room left on the disk',
};

/**
 * Says what was denied by the file system, and where, in a sentence; any other error stays as it is.
 * @param {string} what the part of the set-up that could not go on
 * @param {unknown} error
 */
export function explainDenial(what, error) {
  const reason = error instanceof Error && Object.hasOwn(DENIALS, error.code ?? '') ? DENIALS[error.code] : undefined;
  if (reason === undefined) return error;
  const place = error.dest ?? error.path ?? root;
  return new Failure(`${what} has to write ${place}, but ${reason} (${error.message}).\nLet "npm run build" run once as a user who may write there; then anyone who may read it can start Fovea.`);
}

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
