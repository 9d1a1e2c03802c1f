import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GoBuild {
  /** The folder of the module. */
  module: string;
  /** Packages, such as `./kubectl`. */
  packages: readonly string[];
  ldflags?: string;
  tags?: readonly string[];
  /** What to say if there is no Go, before how to get it. */
  neededFor: string;
  /** Another way to satisfy the need. */
  orElse?: string;
}

/**
 * Builds programs of a Go module into a folder, without cgo.
 * @throws an Error that says how to get Go, if there is none
 */
export async function goBuild(
  folder: string,
  { module, packages, ldflags = '', tags = [], neededFor, orElse = '' }: GoBuild,
): Promise<void> {
  // -mod and GOWORK are set, so that a user's GOFLAGS or go.work has no influence on them.
  const flags = ['-mod=readonly', '-trimpath', '-ldflags', `-s -w ${ldflags}`, '-tags', tags.join(',')];
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const args = ['build', ...flags, '-o', `${folder}/`, ...packages];
  await run('go', args, { cwd: module, env, maxBuffer: 64 << 20 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      `${neededFor} built with Go, and there is no \`go\` on the PATH. Install Go 1.26 or newer (https://go.dev/dl)${orElse}.`,
      { cause: error },
    );
  });
}
