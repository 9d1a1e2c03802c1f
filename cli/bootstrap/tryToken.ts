import { setTimeout as delay } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { KubeConfig as Config } from '@kubernetes/client-node/dist/config.js';
import type { Identity } from '../../shared/rbac/identity.ts';
import type { Commented } from '../../shared/rbac/manifestsOf.ts';
import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { CommandError } from '../program/errors.ts';

/** Each API server learns of new accounts and bindings a moment later. */
const [attempts, betweenMs] = [40, 250];

/**
 * Signs in with the new token, on the admin's way, and waits until the last binding counts. Rejects with a CommandError
 * where it is not the service account. What it may do, the preflight tries.
 */
export async function tryToken(
  context: AdminContext,
  token: string,
  { identity, wanted }: { identity: Identity; wanted: readonly Commented[] },
  signal: AbortSignal,
): Promise<void> {
  const api = await adminApi(withToken(context, token), signal);
  try {
    await isItself(api, identity);
    await counts(api, wanted);
  } finally {
    api.close();
  }
}

/** The same server, signed in to by a token. */
export function withToken({ name, config }: AdminContext, token: string): AdminContext {
  const cluster = config.getCurrentCluster();
  const own: KubeConfig = new Config();
  own.loadFromOptions({
    clusters: cluster === null ? [] : [{ ...cluster, name: 'cluster' }],
    users: [{ name: 'pullpass', token }],
    contexts: [{ name: 'pullpass', cluster: 'cluster', user: 'pullpass' }],
    currentContext: 'pullpass',
  });
  return { name, config: own };
}

async function isItself(api: AdminApi, { namespace, name }: Identity): Promise<void> {
  const expected = `system:serviceaccount:${namespace}:${name}`;
  for (let attempt = 1; ; attempt += 1) {
    const { status, body } = await api.ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    const { status: review } = (body ?? {}) as { status?: { userInfo?: { username?: unknown } } };
    const username = review?.userInfo?.username;
    if (username === expected) return;
    // Without SelfSubjectReview, before Kubernetes 1.28, and for whom it is forbidden, the preflight tells.
    if (status !== 401 && username === undefined) return;
    if (status !== 401 || attempt === attempts)
      throw new CommandError(
        status === 401
          ? 'The API server refuses the token that it has just given (401).'
          : `The new token signs in as ${String(username)}, and not as ${expected}.`,
        { remedy: 'Look what signs in before the API server, such as a proxy that puts its own user there.' },
      );
    await delay(betweenMs);
  }
}

async function counts(api: AdminApi, wanted: readonly Commented[]): Promise<void> {
  const attributes = lastGranted(wanted);
  if (attributes === undefined) return;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { status, body } = await api.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: attributes },
    });
    const { status: review } = (body ?? {}) as { status?: { allowed?: unknown } };
    if (status !== 201 || review?.allowed === true) return;
    await delay(betweenMs);
  }
}

/** The first right of the last role. */
function lastGranted(wanted: readonly Commented[]): object | undefined {
  const role = wanted.map(({ manifest }) => manifest).findLast(({ kind }) => kind.endsWith('Role'));
  const [rule] = (role?.['rules'] ?? []) as {
    apiGroups?: string[];
    resources?: string[];
    resourceNames?: string[];
    verbs?: string[];
  }[];
  if (role === undefined || rule === undefined) return undefined;
  const [resource = '', subresource] = (rule.resources?.[0] ?? '').split('/');
  const { namespace } = role.metadata;
  return {
    verb: rule.verbs?.[0] ?? '',
    group: rule.apiGroups?.[0] ?? '',
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(rule.resourceNames?.[0] !== undefined && { name: rule.resourceNames[0] }),
    ...(namespace !== undefined && { namespace }),
  };
}
