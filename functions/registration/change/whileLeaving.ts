import { SecretLeaving } from '../../../shared/kubeconfig/secretDeletion.ts';
import type { Request } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';

const firstPause = 250;
const longestPause = 2_000;

/**
 * Writes a kubeconfig. While Secrets Manager is still deleting the name's previous secret, retries as long as the
 * request may take. Calls `between` before each retry; it may throw. Throws a Problem 503 at the end.
 */
export async function whileLeaving(
  world: World,
  { storeBy }: Request,
  name: string,
  write: () => Promise<void>,
  between: () => Promise<void> = async () => undefined,
): Promise<void> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof SecretLeaving)) throw error;
      if (world.now() + pause > storeBy) throw stillLeaving(name);
    }
    await world.sleep(pause);
    await between();
  }
}

function stillLeaving(name: string): Problem {
  return new Problem(
    503,
    'busy',
    `Secrets Manager is still deleting the kubeconfig of an earlier cluster "${name}". Nothing was changed.`,
    { remedy: 'Send the request again in a minute.' },
    { 'retry-after': '60' },
  );
}
