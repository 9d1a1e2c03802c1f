import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs kubectl with the folder's `admin.kubeconfig`, or the given one, and returns its standard output. */
export async function kubectl(
  binaries: string,
  folder: string,
  args: readonly string[],
  options: { input?: string; kubeconfig?: string } = {},
): Promise<string> {
  let config = join(folder, 'admin.kubeconfig');
  if (options.kubeconfig !== undefined) {
    config = join(folder, `${randomUUID()}.kubeconfig`);
    await writeFile(config, options.kubeconfig, { mode: 0o600 });
  }
  // HOME: the discovery cache belongs to this control plane, not to the user.
  const env = { ...process.env, KUBECONFIG: config, HOME: folder };
  return new Promise((resolve, reject) => {
    const child = execFile(
      join(binaries, 'kubectl'),
      args,
      { env, maxBuffer: 64 << 20 },
      (error, stdout, stderr) =>
        error
          ? reject(new Error(`kubectl ${args.join(' ')} failed: ${stderr}`, { cause: error }))
          : resolve(stdout),
    );
    // It may end before it has read its input, without needing it: the exit code says whether it succeeded.
    child.stdin?.on('error', () => undefined).end(options.input ?? '');
  });
}
