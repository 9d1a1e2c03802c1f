import type { Identity } from '../../shared/rbac/identity.ts';
import { serviceAccountIn } from '../../shared/rbac/serviceAccountIn.ts';
import type { Cluster } from '../api/client.ts';
import { CommandError } from '../program/errors.ts';

/** The service account whose token a cluster uses. Throws a CommandError if it is not a service account, or unknown. */
export function identityInUse({ name, status }: Pick<Cluster, 'name' | 'status'>): Identity {
  const { identity } = status.kubeconfig;
  const account = serviceAccountIn(identity);
  if (account !== undefined) return account;
  throw new CommandError(
    identity === undefined
      ? `It is unknown whose credential ${name} uses: it was registered without a preflight.`
      : `The credential of ${name} belongs to ${identity}, which is not a service account: no token can be made for it.`,
    {
      remedy:
        identity === undefined
          ? `Run pullpass doctor ${name}, and then this again. Or let pullpass bootstrap ${name} make a service account of its own.`
          : `Run pullpass bootstrap ${name}, which makes a service account of its own. Then revoke the old credential where it was made.`,
    },
  );
}
