import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { asFailure, Failure } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Vault } from '../../../shared/kubeconfig/vault.ts';

/** The credential that one push used for the cluster. */
export interface Access {
  /** Whether the API server refused the one in use. */
  refused: boolean;
  /** The one that the API server accepted, or at least did not refuse; absent if none was read. */
  working?: Kubeconfig;
}

/**
 * The credential to continue with if the API server refuses the one in use: the version before, until it expires.
 * Undefined for a cluster whose credential has never renewed itself.
 *
 *   401 ── is there a fallback? ── 401 again, or none: dead
 */
export function anotherToken(
  { name, spec, kubeconfig: { renewal } }: ClusterRecord,
  { vault, now }: { vault: Vault; now: () => number },
  access: Access,
): ((refused: Failure) => Promise<string>) | undefined {
  const { fallback } = renewal ?? {};
  if (!spec.renew && fallback === undefined) return undefined;
  let wasTried = false;
  return async (refusal) => {
    const lives = fallback !== undefined && now() < Date.parse(fallback.expiresAt);
    access.refused = true;
    if (!lives || wasTried) throw dead(refusal, wasTried);
    wasTried = true;
    const before = await vault.read(name, fallback.version).catch((error: unknown) => {
      throw asFailure(error);
    });
    if (!('token' in before.credential)) throw dead(refusal, false);
    access.working = before;
    return before.credential.token;
  };
}

/** No credential is left from which a new one could be made. */
function dead({ message, status }: Failure, both: boolean): Failure {
  const which = both ? 'the credential in use and the one before it' : 'the credential in use, the only one';
  return new Failure('unauthorized', `${message}: the API server refuses ${which}`, {
    status,
    remedy:
      'No credential is left to renew: it has expired or was revoked, or its service account is gone. Make a new one: pullpass bootstrap {name}',
  });
}
