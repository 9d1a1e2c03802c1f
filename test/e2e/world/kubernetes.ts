import type { ControlPlane } from '../../support/controlplane/start.ts';
import { type ApiAnswer, ApiClient, jsonPatch } from '../../support/kubernetes-contract/client.ts';
import { apply, inNamespace, type PermissionsPage } from './permissionsPage.ts';
import { until } from './until.ts';

export const secretName = 'ecr-credentials';
/** The service accounts of the Role in docs/permissions.md. */
export const accounts = ['default', 'builder', 'pipeline'] as const;
/** PullPass's user in the cluster, as in docs/permissions.md. */
export const identity = 'system:serviceaccount:pullpass:pullpass';

export interface Secret {
  type: string;
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string>; uid: string };
  data: Record<string, string>;
}

export interface Links {
  imagePullSecrets: string[];
  secrets: string[];
}

/** What a cluster's admin does and sees in it. */
export class Kubernetes {
  readonly admin: ApiClient;
  readonly #plane: ControlPlane;
  readonly #page: PermissionsPage;

  constructor(plane: ControlPlane, page: PermissionsPage) {
    this.#plane = plane;
    this.#page = page;
    this.admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  }

  /** https URL of the API server. */
  get server(): string {
    return this.#plane.server;
  }

  /** A namespace as OpenShift makes it, in which PullPass has the rights in docs/permissions.md. */
  async addNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    must(201, await this.admin.post('/api/v1/namespaces', { metadata: { name, labels } }));
    for (const account of accounts) {
      const own = [{ name: `${account}-dockercfg-x7k2p` }];
      const body = { metadata: { name: account }, imagePullSecrets: own, secrets: own };
      must(201, await this.admin.post(`/api/v1/namespaces/${name}/serviceaccounts`, body));
    }
    await apply(this.#plane, inNamespace(this.#page.perNamespace, name));
    await this.untilMay(true, { verb: 'patch', resource: 'secrets', name: secretName, namespace: name });
  }

  /** Waits until the API server's authorizer has seen a change of roles. */
  async untilMay(
    allowed: boolean,
    attributes: { verb: string; resource: string; name?: string; namespace?: string },
  ): Promise<void> {
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const review = { spec: { user: identity, resourceAttributes: { group: '', ...attributes } } };
    await until(
      `${JSON.stringify(attributes)} to be ${allowed}`,
      async () => must(201, await this.admin.post(path, review)).json<{ status: { allowed: boolean } }>(),
      ({ status }) => status.allowed === allowed,
      { limit: 20_000, pause: 20 },
    );
  }

  async secret(namespace: string, name = secretName): Promise<Secret | undefined> {
    const answer = await this.admin.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    if (answer.status === 404) return undefined;
    return must(200, answer).json<Secret>();
  }

  /** The docker config in PullPass's secret. */
  async dockerConfig(namespace: string): Promise<string> {
    const data = (await this.secret(namespace))?.data['.dockerconfigjson'];
    if (data === undefined)
      throw new Error(`There is no secret ${namespace}/${secretName} with a docker config.`);
    return Buffer.from(data, 'base64').toString('utf8');
  }

  async links(namespace: string, account: string): Promise<Links> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`;
    const read = must(200, await this.admin.get(path)).json<Record<keyof Links, { name: string }[]>>();
    const names = (list: keyof Links) => (read[list] ?? []).map(({ name }) => name);
    return { imagePullSecrets: names('imagePullSecrets'), secrets: names('secrets') };
  }

  /** Adds an entry to both lists like `oc secrets link`, whatever else is in them. */
  async link(namespace: string, account: string, entry: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`;
    const patch = ['/imagePullSecrets/-', '/secrets/-'].map((at) => ({
      op: 'add',
      path: at,
      value: { name: entry },
    }));
    must(200, await this.admin.patch(path, jsonPatch, patch));
  }
}

/** The answer, if it has this status. @throws what it says otherwise */
export function must(status: number, answer: ApiAnswer): ApiAnswer {
  if (answer.status === status) return answer;
  throw new Error(`The API server answered ${answer.status}, expected ${status}: ${answer.text}`);
}
