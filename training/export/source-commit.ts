import { execFileSync } from 'node:child_process';
import { repositoryRoot } from '../engines/repository-root';

/** The commit that the code of this run is at, with `+` where files were changed since; 'unknown' outside a repository. */
export function sourceCommit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--', 'models', 'training') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
