import type { Roles } from '../../../shared/rbac/rules.ts';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { type ApiAnswer, ApiClient, mergePatch } from '../kubernetes-contract/client.ts';
import {
  accountsOf,
  base64,
  namespaces,
  type Shown,
  secretsOf,
  shown,
} from '../kubernetes-contract/context.ts';
import type { ContractSubject } from '../kubernetes-contract/subject.ts';

const home = 'pullpass';
const yearInSeconds = 31_536_000;

/** What a cluster's admins, and others who work in it, do and see there. */
export class InCluster {
  readonly #subject: ContractSubject;
  readonly #admin: ApiClient;

  constructor(subject: ContractSubject) {
    this.#subject = subject;
    this.#admin = new ApiClient(subject.server, subject.ca, subject.adminToken);
  }

  async addNamespace(
    name: string,
    labels: Record<string, string>,
    accounts: readonly string[],
  ): Promise<void> {
    shown(await this.#admin.post(namespaces, { metadata: { name, labels } }), 201);
    for (const account of accounts)
      shown(await this.#admin.post(accountsOf(name), { metadata: { name: account } }), 201);
  }

  /** Makes a service account with exactly these rights; returns its kubeconfig. */
  async addIdentity(name: string, roles: Roles, namespace: string): Promise<string> {
    // From the second identity on a conflict, because it exists.
    await this.#admin.post(namespaces, { metadata: { name: home } });
    shown(await this.#admin.post(accountsOf(home), { metadata: { name } }), 201);
    await this.grant(name, roles, namespace);
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: yearInSeconds },
    };
    const answer = await this.#admin.post(`${accountsOf(home)}/${name}/token`, request);
    shown(answer, 201);
    const { token } = answer.json<{ status: { token: string } }>().status;
    return kubeconfigYaml({
      server: this.#subject.server,
      ca: this.#subject.ca,
      user: name,
      credential: { token },
    });
  }

  /** Grants a service account these rights too. */
  async grant(name: string, { inNamespaces, ofCluster }: Roles, namespace: string): Promise<void> {
    const user = identityNamed(name);
    if (inNamespaces.length > 0) await this.#subject.grant(user, inNamespaces, namespace);
    if (ofCluster.length > 0) await this.#subject.grant(user, ofCluster);
  }

  /** The values of a secret; undefined if there is none. */
  async values(namespace: string, name: string): Promise<Record<string, string> | undefined> {
    const answer = await this.#admin.get(`${secretsOf(namespace)}/${name}`);
    if (answer.status === 404) return undefined;
    const { data = {} } = shown(answer);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }

  /** Overwrites every value of a secret, like somebody with `kubectl edit`. */
  async overwrite(namespace: string, name: string, value: string): Promise<void> {
    const path = `${secretsOf(namespace)}/${name}`;
    const { data = {} } = shown(await this.#admin.get(path));
    const changed = Object.fromEntries(Object.keys(data).map((key) => [key, base64(value)]));
    shown(await this.#admin.patch(`${path}?fieldManager=kubectl-edit`, mergePatch, { data: changed }));
  }

  async deleteSecret(namespace: string, name: string): Promise<ApiAnswer> {
    return this.#admin.delete(`${secretsOf(namespace)}/${name}`);
  }

  /** The names in both lists of a service account. */
  async links(namespace: string, account: string): Promise<string[]> {
    const { imagePullSecrets = [], secrets = [] }: Shown = shown(
      await this.#admin.get(`${accountsOf(namespace)}/${account}`),
    );
    return [...imagePullSecrets, ...secrets].map(({ name }) => name);
  }

  /** Removes all links from a service account, like somebody who applies it from a file. */
  async unlink(namespace: string, account: string): Promise<void> {
    const none = { imagePullSecrets: null, secrets: null };
    shown(await this.#admin.patch(`${accountsOf(namespace)}/${account}`, mergePatch, none));
  }

  close(): void {
    this.#admin.close();
  }
}

/** The user name of a service account. */
export function identityNamed(name: string): string {
  return `system:serviceaccount:${home}:${name}`;
}
