import type { StoredSecret } from '../../support/consumers/dockerSecret.ts';
import type { ControlPlane } from '../../support/controlplane/start.ts';
import { ApiClient, mergePatch } from '../../support/kubernetes-contract/client.ts';
import { accountsOf, secretsOf } from '../../support/kubernetes-contract/context.ts';
import { must } from './kubernetes.ts';

/** Releases of OpenShift that differ in their service accounts: see addAccount. */
export type Release = '4.15' | '4.16';

export interface Secret extends StoredSecret {
  metadata: StoredSecret['metadata'] & { namespace: string; uid: string; resourceVersion: string };
}

export interface ServiceAccount {
  metadata: { name: string; resourceVersion: string; annotations?: Record<string, string> };
  secrets?: { name: string }[];
  imagePullSecrets?: { name: string }[];
}

/** The host of OpenShift's own registry. */
export const internalRegistry = 'image-registry.openshift-image-registry.svc:5000';

/** What OpenShift's own controllers make in a cluster, and what an admin does and sees there. */
export class OpenShift {
  readonly admin: ApiClient;

  constructor(plane: ControlPlane) {
    this.admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  }

  /** A project with the service accounts that OpenShift makes in each, or with the given ones. */
  async addProject(
    name: string,
    { labels = {}, accounts = ['builder', 'default', 'deployer'], release = '4.16' as Release } = {},
  ): Promise<void> {
    must(201, await this.admin.post('/api/v1/namespaces', { metadata: { name, labels } }));
    for (const account of accounts) await this.addAccount(name, account, release);
  }

  /**
   * A service account with the platform's own secret for the internal registry. Before 4.16, a token comes before it in
   * `secrets`; from 4.16 on, an annotation names it, by which the platform finds it again.
   */
  async addAccount(namespace: string, name: string, release: Release = '4.16'): Promise<void> {
    const own = dockercfgOf(name);
    const [token, reference] = [`${name}-token-8xq4z`, 'openshift.io/internal-registry-pull-secret-ref'];
    const isOlder = release === '4.15';
    const account = {
      metadata: { name, ...(!isOlder && { annotations: { [reference]: own } }) },
      secrets: [...(isOlder ? [{ name: token }] : []), { name: own }],
      imagePullSecrets: [{ name: own }],
    };
    must(201, await this.admin.post(accountsOf(namespace), account));
    if (isOlder) must(201, await this.admin.post(secretsOf(namespace), tokenSecret(token, name)));
    await this.addDockercfg(namespace, own);
  }

  async addDockercfg(namespace: string, name: string): Promise<void> {
    const auth = Buffer.from('serviceaccount:of-the-platform').toString('base64');
    const data = { '.dockercfg': base64(JSON.stringify({ [internalRegistry]: { auth } })) };
    must(
      201,
      await this.admin.post(secretsOf(namespace), {
        metadata: { name },
        type: 'kubernetes.io/dockercfg',
        data,
      }),
    );
  }

  async addSecret(namespace: string, name: string, fields: object): Promise<void> {
    must(201, await this.admin.post(secretsOf(namespace), { metadata: { name }, ...fields }));
  }

  async secret(namespace: string, name: string): Promise<Secret | undefined> {
    const answer = await this.admin.get(`${secretsOf(namespace)}/${name}`);
    return answer.status === 404 ? undefined : must(200, answer).json<Secret>();
  }

  /** The values of a secret, as a pod that mounts it reads them. */
  async values(namespace: string, name: string): Promise<Record<string, string> | undefined> {
    const { data } = (await this.secret(namespace, name)) ?? {};
    return data && Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
  }

  /** The secrets of a namespace with this label, as a controller that watches it sees them. */
  async labelled(namespace: string, selector: string): Promise<Secret[]> {
    const query = `labelSelector=${encodeURIComponent(selector)}`;
    const answer = must(200, await this.admin.get(`${secretsOf(namespace)}?${query}`));
    return answer.json<{ items: Secret[] }>().items;
  }

  async account(namespace: string, name: string): Promise<ServiceAccount> {
    const answer = await this.admin.get(`${accountsOf(namespace)}/${name}`);
    return must(200, answer).json<ServiceAccount>();
  }

  /** The names in both lists of a service account. */
  async links(namespace: string, name: string) {
    const { secrets = [], imagePullSecrets = [] } = await this.account(namespace, name);
    const names = (list: { name: string }[]) => list.map((entry) => entry.name);
    return { secrets: names(secrets), imagePullSecrets: names(imagePullSecrets) };
  }

  /** The secrets in a list of a service account, in order. */
  async listed(namespace: string, account: string, list: 'secrets' | 'imagePullSecrets'): Promise<Secret[]> {
    const names = (await this.links(namespace, account))[list];
    const secrets = await Promise.all(names.map((name) => this.secret(namespace, name)));
    return secrets.flatMap((secret) => secret ?? []);
  }

  async patchSecret(namespace: string, name: string, patch: object): Promise<void> {
    must(200, await this.admin.patch(`${secretsOf(namespace)}/${name}`, mergePatch, patch));
  }

  async deleteSecret(namespace: string, name: string): Promise<void> {
    must(200, await this.admin.delete(`${secretsOf(namespace)}/${name}`));
  }

  /** Sets labels of a namespace, or removes them (null). */
  async label(namespace: string, labels: Readonly<Record<string, string | null>>): Promise<void> {
    const answer = await this.admin.patch(`/api/v1/namespaces/${namespace}`, mergePatch, {
      metadata: { labels },
    });
    must(200, answer);
  }
}

export const dockercfgOf = (account: string) => `${account}-dockercfg-x7k2p`;

export const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = (value: string) => Buffer.from(value, 'base64').toString();

function tokenSecret(name: string, account: string) {
  const annotations = { 'kubernetes.io/service-account.name': account };
  return { metadata: { name, annotations }, type: 'kubernetes.io/service-account-token' };
}
