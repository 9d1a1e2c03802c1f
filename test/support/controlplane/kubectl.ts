import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../programs/run.ts';

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
  const { code, stdout, stderr } = await run(join(binaries, 'kubectl'), args, {
    env,
    input: options.input ?? '',
  });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}
