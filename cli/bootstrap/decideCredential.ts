import type { Identity } from '../../shared/rbac/identity.ts';
import { userNameOf } from '../../shared/rbac/serviceAccountIn.ts';
import type { Cluster } from '../api/client.ts';
import type { Address } from './addresses.ts';

/** Whether to make a token, and why. */
export interface CredentialDecision {
  mint: boolean;
  because: string;
}

/** Kinds of problems that a new credential may repair. */
const mended: readonly string[] = ['unauthorized', 'kubeconfig', 'tls'];

/**
 * The first rule that answers decides. A credential that works and renews itself stays, so that running the command
 * again changes nothing; it renews itself with the life that it has.
 */
export function decideCredential(
  cluster: Cluster | undefined,
  { identity, address, now }: { identity: Identity; address: Address; now: number },
): CredentialDecision {
  const mint = (because: string) => ({ mint: true, because });
  if (cluster === undefined) return mint('It is not registered yet.');
  const { kubeconfig, problems = [] } = cluster.status;
  if (kubeconfig.identity !== userNameOf(identity))
    return mint(`The credential in use belongs to ${kubeconfig.identity ?? 'an unknown user'}.`);
  if (kubeconfig.expiresAt === undefined) return mint('It is unknown when the credential in use ends.');
  if (Date.parse(kubeconfig.expiresAt) <= now) return mint('The credential in use has ended.');
  const problem = problems.find(({ kind }) => mended.includes(kind));
  if (problem !== undefined) return mint(`The credential in use fails: ${problem.kind}.`);
  if (new URL(kubeconfig.server).href !== new URL(address.server).href)
    return mint(`PullPass uses another address so far: ${kubeconfig.server}.`);
  if (!cluster.renew) return mint('The credential in use is not renewed.');
  return { mint: false, because: 'Its credential works, and is renewed.' };
}
