import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import type { Fleet } from '../fleet/fleet.ts';

export const account = { namespace: 'pullpass', name: 'pullpass' };
export const username = 'system:serviceaccount:pullpass:pullpass';

/** A service account token, as from TokenRequest. `minutes`: its life. */
export function mint({ cluster }: Fleet, minutes: number): string {
  const answer = cluster.handle({
    method: 'POST',
    url: `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`,
    headers: { authorization: `Bearer ${cluster.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ spec: { expirationSeconds: minutes * 60 } }),
  });
  return JSON.parse(answer.body as string).status.token;
}

/**
 * Registers a cluster whose credential renews itself: of a service account with the rights for pushes and for its own
 * tokens.
 */
export async function registerRenewing(
  fleet: Fleet,
  { minutes = 60, ...spec }: { minutes?: number } & Partial<ClusterSpec> = {},
): Promise<ClusterRecord> {
  const { cluster, endpoint } = fleet;
  cluster.addNamespace(account.namespace);
  cluster.addServiceAccount(account.namespace, account.name);
  grant(fleet);
  const token = mint(fleet, minutes);
  const kubeconfig = endpoint.kubeconfigWithToken(token);
  return fleet.register({ renew: true, kubeconfig, ...spec });
}

export function grant({ cluster }: Fleet): void {
  cluster.grant(username, [
    { verbs: ['*'], apiGroups: [''], resources: ['secrets', 'namespaces', 'serviceaccounts'] },
  ]);
  cluster.grant(
    username,
    [
      {
        verbs: ['create'],
        apiGroups: [''],
        resources: ['serviceaccounts/token'],
        resourceNames: [account.name],
      },
    ],
    account.namespace,
  );
}

export async function recordOf({ table }: Fleet, name = 'prod-eu-1'): Promise<ClusterRecord> {
  return (await readCluster(table, name)) as ClusterRecord;
}

export async function typesOf({ table, clock }: Fleet, name = 'prod-eu-1'): Promise<string[]> {
  const { events } = await readEvents(table, name, { limit: 100, now: clock.now });
  return events.map(({ type }) => type).reverse();
}
