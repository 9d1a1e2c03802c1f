import type { Identity } from '../../shared/rbac/manifestsOf.ts';
import { serviceAccountIn } from '../../shared/rbac/serviceAccountIn.ts';
import type { Cluster } from '../api/client.ts';
import { CommandError } from '../program/errors.ts';

/** The service account whose token a cluster is used with. Throws a CommandError if it is not a service account, or is unknown. */
export function identityInUse({ name, status }: Pick<Cluster, 'name' | 'status'>): Identity {
  const { identity } = status.kubeconfig;
  const account = serviceAccountIn(identity);
  if (account !== undefined) return account;
  throw new CommandError(
    identity === undefined
      ? `Whom the credential of ${name} is of is not known: no preflight was made of it.`
      : `The credential of ${name} is of ${identity}, which is no service account: no token can be made of it.`,
    {
      remedy:
        identity === undefined
          ? `Run pullpass doctor ${name}, and then this again. Or let pullpass bootstrap ${name} make a service account of its own.`
          : `Run pullpass bootstrap ${name}: it makes a service account of its own. Then end the old credential where it was made.`,
    },
  );
}
