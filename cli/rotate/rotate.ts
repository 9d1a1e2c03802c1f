import { readText } from '../files/readText.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { checkedName } from '../select/chooseNames.ts';
import type { RotateOptions } from './options.ts';
import { replace } from './replace.ts';

/**
 * `pullpass rotate NAME`: with a given kubeconfig, with a new token of the same service account or, with `--revoke`,
 * with another service account.
 */
export async function rotate(given: string, options: RotateOptions, io: Io): Promise<number> {
  const name = checkedName(given);
  const { kubeconfig: file, context, revoke, preflight } = options;
  if (revoke) {
    if (file !== undefined)
      throw usageError(
        '--revoke makes the new credential itself, and takes no --kubeconfig.',
        'Give your own --context. If it is not in ~/.kube/config, set KUBECONFIG.',
      );
    if (!preflight) throw usageError('--revoke deletes a credential that works, so it needs the preflight.');
    return (await import('./revoke.ts')).revoke(name, options, io);
  }
  if (file !== undefined) {
    const kubeconfig = await readText('--kubeconfig', file, io);
    return replace(name, { kubeconfig, ...(context !== undefined && { context }) }, options, io);
  }
  if (context !== undefined)
    return (await import('./withNewToken.ts')).withNewToken(name, { ...options, context }, io);
  throw usageError(
    `Which credential should ${name} get?`,
    'Give --context, your own context for the cluster: a new token is made. Or --kubeconfig, a file with the new credential.',
  );
}
