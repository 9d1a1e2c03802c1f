import type { AdminApi } from '../admin/adminApi.ts';
import { whoAmI } from '../admin/whoAmI.ts';
import { CommandError } from '../program/errors.ts';

/** The user, and the cluster. */
export interface Found {
  /** The admin's name according to the API server; undefined if it does not say. */
  username: string | undefined;
  /** UID of the namespace kube-system, which no other cluster has; undefined if it may not be read. */
  uid: string | undefined;
  /** OpenShift's external and internal names of its API server; empty elsewhere, and if they may not be read. */
  addresses: string[];
}

/** Rejects with a CommandError if the credential is refused, and with a Failure if nothing answers. */
export async function whoAndWhere(api: AdminApi, context: string): Promise<Found> {
  const { username, answer } = await whoAmI(api);
  if (answer.status === 401)
    throw new CommandError(`The API server refuses the credential of the context "${context}" (401).`, {
      remedy: 'Sign in to the cluster again, such as by oc login or rosa.',
    });
  return { username, uid: await uidOfCluster(api), addresses: await addressesOf(api) };
}

async function uidOfCluster(api: AdminApi): Promise<string | undefined> {
  const { status, body } = await api.ask('GET', '/api/v1/namespaces/kube-system');
  const uid = (body as { metadata?: { uid?: unknown } } | undefined)?.metadata?.uid;
  return status === 200 && typeof uid === 'string' ? uid : undefined;
}

/** Source: https://github.com/openshift/api/blob/master/config/v1/types_infrastructure.go */
async function addressesOf(api: AdminApi): Promise<string[]> {
  const { status, body } = await api.ask('GET', '/apis/config.openshift.io/v1/infrastructures/cluster');
  if (status !== 200) return [];
  const { apiServerURL, apiServerInternalURI } =
    (body as { status?: Record<string, unknown> } | undefined)?.status ?? {};
  return [apiServerURL, apiServerInternalURI].filter(
    (url): url is string => typeof url === 'string' && URL.canParse(url) && url.startsWith('https://'),
  );
}
