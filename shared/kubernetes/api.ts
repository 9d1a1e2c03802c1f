import type * as z from 'zod/mini';
import type { Access } from './access.ts';
import { isMissing, isNotFound, undefinedIf } from './apiErrors.ts';
import { everyItem, type Page } from './everyItem.ts';
import { notKubernetes } from './failures.ts';
import { fieldManager } from './fieldManager.ts';
import {
  accessReview,
  anyObject,
  infrastructure,
  type NamespacedName,
  type NamespaceInfo,
  namespaceFields,
  type ObjectMeta,
  pageOf,
  type Secret,
  type ServiceAccount,
  secretFields,
  selfSubjectReview,
  serviceAccountFields,
  tokenRequest,
  written,
} from './objects.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** The user that an API server sees in a credential. */
export interface Self {
  /** Empty if the server does not say. */
  username: string;
  /** For a service account: the UID of its object, which no other cluster has. */
  uid?: string;
}

export interface JsonPatchOperation {
  op: 'test' | 'add' | 'remove';
  path: string;
  value?: unknown;
}

/** The objects of one name, in all namespaces. */
export interface NamedList<Item, Kept> {
  /** By name, because a Role can allow only that; listing all secrets would mean reading them. */
  name: string;
  /** The part of each that is needed. */
  keep: (item: Item) => Kept;
}

const metadataListOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

const namespacePages = pageOf('NamespaceList', namespaceFields);
const secretPages = pageOf('PartialObjectMetadataList', anyObject);
const serviceAccountPages = pageOf('ServiceAccountList', serviceAccountFields);

/**
 * The requests that PullPass sends to a cluster. Not made by the generated Kubernetes client: it would add 45 kB to each
 * cold start, and does not check answers. Methods throw only Failures.
 */
export class KubernetesApi {
  private readonly transport: Transport;
  private readonly dryRun: { dryRun?: 'All' };

  /** @param isDry whether the API server should do everything in a write except store it */
  constructor(transport: Transport, isDry = false) {
    this.transport = transport;
    this.dryRun = isDry ? { dryRun: 'All' } : {};
  }

  /**
   * The same API, but every write is a server-side dry run: authorized, admitted and validated, but not stored. It
   * needs the permissions of the write.
   * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
   */
  inDryRun(): KubernetesApi {
    return new KubernetesApi(this.transport, true);
  }

  /**
   * The user that the API server sees in this credential. Requires Kubernetes 1.28.
   * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
   */
  async reviewSelf(): Promise<Self> {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const { status } = await this.ask(posting(path, body), selfSubjectReview);
    const { username = '', uid } = status?.userInfo ?? {};
    return { username, ...(uid !== undefined && { uid }) };
  }

  /**
   * Requests a new token for a service account. The API server may grant another life than the requested one (in
   * seconds), and refuses less than 600.
   * Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
   */
  async requestToken({ seconds, ...account }: NamespacedName & { seconds: number }): Promise<string> {
    const spec = { audiences: [], expirationSeconds: seconds };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
    const { status } = await this.ask(
      posting(`${pathOf('serviceaccounts', account)}/token`, body),
      tokenRequest,
    );
    return status.token;
  }

  /** Asks the authorizer, which answers as it would for the request itself. */
  async allowed(access: Access): Promise<boolean> {
    const spec = { resourceAttributes: { group: '', ...access, version: 'v1' } };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const { status } = await this.ask(posting(path, body), accessReview);
    return status?.allowed ?? false;
  }

  /** OpenShift's description of the cluster. Throws a Failure with status 404 if the API server has no such API. */
  async readInfrastructure(): Promise<{ controlPlaneTopology?: string }> {
    const path = '/apis/config.openshift.io/v1/infrastructures/cluster';
    const { status } = await this.ask({ method: 'GET', path }, infrastructure);
    const topology = status?.controlPlaneTopology;
    return typeof topology === 'string' ? { controlPlaneTopology: topology } : {};
  }

  async readNamespace(name: string): Promise<ObjectMeta> {
    const path = `/api/v1/namespaces/${encoded(name)}`;
    return (await this.read({ method: 'GET', path }, anyObject, name)).metadata;
  }

  /** All namespaces that the label selector (kubectl syntax) matches, read in pages. */
  async listNamespaces(labelSelector?: string): Promise<NamespaceInfo[]> {
    return this.list({ resource: 'namespaces', labelSelector, pages: namespacePages, keep: asNamespace });
  }

  /**
   * Server-side apply: creates the secret, or changes only the fields that PullPass owns. Only the metadata comes back,
   * so that no secret travels twice. The metadata also proves that an API server wrote it, not that a proxy or a
   * sign-in page answered 200. Returns whether the secret is new. If the body's metadata has uid and resourceVersion,
   * the secret must still have both; otherwise 409, even with force.
   * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
   *
   * @param secret.body JSON: one text for all its namespaces
   */
  async applySecret({
    body,
    force,
    ...secret
  }: NamespacedName & { body: string; force?: boolean }): Promise<'created' | 'changed'> {
    const path = withQuery(pathOf('secrets', secret), { ...this.dryRun, fieldManager, force });
    const answer = await this.transport.send({
      method: 'PATCH',
      path,
      accept: metadataOnly,
      contentType: 'application/apply-patch+yaml',
      body,
    });
    if (!answer.body.includes('"PartialObjectMetadata"')) throw this.notKubernetes(path);
    return answer.status === 201 ? 'created' : 'changed';
  }

  /** A secret with its data, only for one that PullPass shares with others; undefined if it is seen not to exist. */
  async readSecret(secret: NamespacedName): Promise<Secret | undefined> {
    return this.readIfThere(secret, secretFields);
  }

  /** A secret's metadata; its data stays in the cluster. Undefined if the secret is seen not to exist. */
  async readSecretMetadata(secret: NamespacedName): Promise<ObjectMeta | undefined> {
    return (await this.readIfThere(secret, anyObject, metadataOnly))?.metadata;
  }

  private readIfThere<T extends Named>(
    secret: NamespacedName,
    schema: z.ZodMiniType<T>,
    accept?: string,
  ): Promise<T | undefined> {
    const { name } = secret;
    const asked = this.read({ method: 'GET', path: pathOf('secrets', secret), accept }, schema, name);
    return undefinedIf((error) => isMissing(error, { resource: 'secrets', name }), asked);
  }

  /** The metadata of secrets, read in pages; their data stays in the cluster. */
  async listSecretMetadata<Kept>({ name, keep }: NamedList<ObjectMeta, Kept>): Promise<Kept[]> {
    return this.list({
      resource: 'secrets',
      name,
      accept: metadataListOnly,
      pages: secretPages,
      keep: ({ metadata }) => keep(metadata),
    });
  }

  /** Deletes the secret if it is still the one that was read. */
  async deleteSecret({
    uid,
    resourceVersion,
    ...secret
  }: NamespacedName & { uid: string; resourceVersion: string }): Promise<void> {
    await this.delete(secret, { preconditions: { uid, resourceVersion } });
  }

  /** Tries in a dry run whether the secret could be deleted, whatever its version. Returns whether there is one. */
  async tryDeletion(secret: NamespacedName): Promise<boolean> {
    const asked = this.inDryRun().delete(secret, {});
    return (
      (await undefinedIf(
        isNotFound,
        asked.then(() => true),
      )) ?? false
    );
  }

  private async delete(secret: NamespacedName, options: object): Promise<void> {
    // With a body, the API server ignores options in the query. The query counts if a proxy drops the body.
    const { dryRun } = this.dryRun;
    const body = JSON.stringify({ ...options, ...(dryRun !== undefined && { dryRun: [dryRun] }) });
    const path = withQuery(pathOf('secrets', secret), this.dryRun);
    await this.ask({ method: 'DELETE', path, body }, written('Status', 'Secret'));
  }

  /** Service accounts, read in pages. */
  async listServiceAccounts<Kept>({ name, keep }: NamedList<ServiceAccount, Kept>): Promise<Kept[]> {
    return this.list({ resource: 'serviceaccounts', name, pages: serviceAccountPages, keep });
  }

  async readServiceAccount(account: NamespacedName): Promise<ServiceAccount> {
    const path = pathOf('serviceaccounts', account);
    return this.read({ method: 'GET', path }, serviceAccountFields, account.name);
  }

  async patchServiceAccount({
    patch,
    ...account
  }: NamespacedName & { patch: readonly JsonPatchOperation[] }): Promise<void> {
    const path = withQuery(pathOf('serviceaccounts', account), this.dryRun);
    const body = JSON.stringify(patch);
    const contentType = 'application/json-patch+json';
    await this.ask({ method: 'PATCH', path, body, contentType }, written('ServiceAccount'));
  }

  private list<Item extends Named, Kept>({
    resource,
    name,
    labelSelector,
    accept,
    pages,
    keep,
  }: Listing<Item, Kept>) {
    const path = `/api/v1/${resource}`;
    const fieldSelector = name && `metadata.name=${name}`;
    const isExpected = ({ metadata }: Item) => name === undefined || metadata.name === name;
    return everyItem({
      url: this.transport.server + path,
      ask: (limit, from) =>
        this.ask(
          {
            method: 'GET',
            path: withQuery(path, { labelSelector, fieldSelector, limit, continue: from }),
            accept,
          },
          pages,
          ({ items }) => items === null || items.every(isExpected),
        ),
      keep,
    });
  }

  private read<T extends Named>(request: ApiRequest, schema: z.ZodMiniType<T>, name: string): Promise<T> {
    return this.ask(request, schema, ({ metadata }) => metadata.name === name);
  }

  /** Sends and reads. Accepts only an answer that an API server could give: not the 200 of a sign-in page. */
  private async ask<T>(
    request: ApiRequest,
    schema: z.ZodMiniType<T>,
    isExpected: (answer: T) => boolean = () => true,
  ): Promise<T> {
    const { body } = await this.transport.send(request);
    const answer = schema.safeParse(parsed(body));
    if (!answer.success || !isExpected(answer.data)) throw this.notKubernetes(request.path);
    return answer.data;
  }

  private notKubernetes(path: string) {
    return notKubernetes(this.transport.server + path);
  }
}

interface Named {
  metadata: { name?: string | undefined };
}

/** A list of all objects of a resource, or only of those with one name. */
interface Listing<Item, Kept> {
  resource: 'namespaces' | 'secrets' | 'serviceaccounts';
  name?: string;
  labelSelector?: string | undefined;
  accept?: string;
  pages: z.ZodMiniType<Page<Item>>;
  keep: (item: Item) => Kept;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]))}`;
}

function pathOf(resource: 'secrets' | 'serviceaccounts', { namespace, name }: NamespacedName): string {
  return `/api/v1/namespaces/${encoded(namespace)}/${resource}/${encoded(name)}`;
}

/** Names come from foreign servers, too: for half of a surrogate pair, encodeURIComponent would throw. */
const encoded = (name: string) => encodeURIComponent(name.toWellFormed());

function posting(path: string, body: object): ApiRequest {
  return { method: 'POST', path, body: JSON.stringify(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function asNamespace({ metadata, status }: z.infer<typeof namespaceFields>): NamespaceInfo {
  const { name, creationTimestamp, deletionTimestamp } = metadata;
  return {
    name,
    terminating: deletionTimestamp !== undefined || status?.phase === 'Terminating',
    createdAt: creationTimestamp === undefined ? undefined : Date.parse(creationTimestamp),
  };
}
