import {
  AuthenticationV1ApiRequestFactory,
  AuthenticationV1ApiResponseProcessor,
} from '@kubernetes/client-node/dist/gen/apis/AuthenticationV1Api.js';
import {
  AuthorizationV1ApiRequestFactory,
  AuthorizationV1ApiResponseProcessor,
} from '@kubernetes/client-node/dist/gen/apis/AuthorizationV1Api.js';
import {
  CoreV1ApiRequestFactory,
  CoreV1ApiResponseProcessor,
} from '@kubernetes/client-node/dist/gen/apis/CoreV1Api.js';
import {
  CustomObjectsApiRequestFactory,
  CustomObjectsApiResponseProcessor,
} from '@kubernetes/client-node/dist/gen/apis/CustomObjectsApi.js';
import type { Configuration } from '@kubernetes/client-node/dist/gen/configuration.js';
import type { RequestContext, ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import type { V1Namespace } from '@kubernetes/client-node/dist/gen/models/V1Namespace.js';
import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import type { V1Secret } from '@kubernetes/client-node/dist/gen/models/V1Secret.js';
import type { V1ServiceAccount } from '@kubernetes/client-node/dist/gen/models/V1ServiceAccount.js';
import { everyItem } from './everyItem.ts';
import { everyNamespace, type Sendable } from './everyNamespace.ts';
import { notKubernetes } from './failures.ts';
import { fieldManager } from './fieldManager.ts';

/**
 * Characters, since it is kept in the record. Names from OpenID Connect and certificates have a few hundred at most.
 */
const longestUsername = 1_024;

/** Characters: Node accepts no longer headers. */
const longestToken = 12_000;

/**
 * One thing that PullPass wants to do, as a question to an authorizer. Without `namespace`: everywhere. Without
 * `group`: the core API group.
 */
export interface Access {
  verb: 'get' | 'list' | 'create' | 'patch' | 'delete' | '*';
  group?: string;
  resource: 'namespaces' | 'secrets' | 'serviceaccounts' | 'infrastructures' | '*';
  subresource?: 'token';
  name?: string;
  namespace?: string;
}

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

const metadataListOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/**
 * The requests that PullPass sends to a cluster, made by the generated Kubernetes client. Uses its request factories
 * and response processors directly: the layers above them would pull every API group into the bundle. Methods throw
 * only Failures.
 */
export class KubernetesApi {
  private readonly configuration: Configuration;
  private readonly core: CoreV1ApiRequestFactory;
  private readonly coreAnswers = new CoreV1ApiResponseProcessor();
  private readonly applies = new Map<string, ReturnType<typeof everyNamespace>>();
  private readonly dryRun: 'All' | undefined;

  /** @param dryRun whether the API server should do everything in a write except store it */
  constructor(configuration: Configuration, dryRun?: 'All') {
    this.configuration = configuration;
    this.dryRun = dryRun;
    this.core = new CoreV1ApiRequestFactory(configuration);
  }

  /**
   * The same API, but every write is a server-side dry run: authorized, admitted and validated, but not stored. It
   * needs the permissions of the write.
   * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
   */
  inDryRun(): KubernetesApi {
    return new KubernetesApi(this.configuration, 'All');
  }

  /** The user name that the API server has for this credential. */
  async whoAmI(): Promise<string> {
    return (await this.reviewSelf()).username;
  }

  /**
   * The user that the API server sees in this credential. Requires Kubernetes 1.28.
   * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
   */
  async reviewSelf(): Promise<Self> {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const request = new AuthenticationV1ApiRequestFactory(this.configuration).createSelfSubjectReview(review);
    const answers = new AuthenticationV1ApiResponseProcessor();
    const answer = await this.ask(
      await request,
      (response) => answers.createSelfSubjectReviewWithHttpInfo(response),
      ({ kind, status }) => {
        const username: unknown = status?.userInfo?.username ?? '';
        return kind === review.kind && typeof username === 'string' && username.length <= longestUsername;
      },
    );
    const { username = '', uid } = answer.status?.userInfo ?? {};
    return { username, ...(typeof uid === 'string' && { uid }) };
  }

  /**
   * Requests a new token for a service account. The API server may grant another life than the requested one (in
   * seconds), and refuses less than 600.
   * Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
   */
  async requestToken(namespace: string, name: string, expirationSeconds: number): Promise<string> {
    const spec = { audiences: [], expirationSeconds };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
    const request = await this.core.createNamespacedServiceAccountToken(name, namespace, body);
    const answer = await this.ask(
      request,
      (response) => this.coreAnswers.createNamespacedServiceAccountTokenWithHttpInfo(response),
      ({ kind, status }) => kind === body.kind && isToken(status?.token),
    );
    return answer.status?.token ?? '';
  }

  /** Asks the authorizer, which answers as it would for the request itself. */
  async allowed(access: Access): Promise<boolean> {
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { group: '', ...access, version: 'v1' } },
    };
    const request = new AuthorizationV1ApiRequestFactory(this.configuration).createSelfSubjectAccessReview(
      review,
    );
    const answers = new AuthorizationV1ApiResponseProcessor();
    const answer = await this.ask(
      await request,
      (response) => answers.createSelfSubjectAccessReviewWithHttpInfo(response),
      ({ kind }) => kind === review.kind,
    );
    return answer.status?.allowed ?? false;
  }

  /**
   * OpenShift's description of the cluster. Throws a Failure with status 404 if the API server has no such API.
   * Source: https://github.com/openshift/api/blob/master/config/v1/types_infrastructure.go
   */
  async readInfrastructure(): Promise<{ controlPlaneTopology?: string }> {
    const request = await new CustomObjectsApiRequestFactory(this.configuration).getClusterCustomObject(
      'config.openshift.io',
      'v1',
      'infrastructures',
      'cluster',
    );
    const answers = new CustomObjectsApiResponseProcessor();
    const { status } = await this.ask<{ kind?: unknown; status?: { controlPlaneTopology?: unknown } }>(
      request,
      (response) => answers.getClusterCustomObjectWithHttpInfo(response),
      ({ kind }) => kind === 'Infrastructure',
    );
    const topology = status?.controlPlaneTopology;
    return typeof topology === 'string' ? { controlPlaneTopology: topology } : {};
  }

  async readNamespace(name: string): Promise<V1Namespace> {
    const request = await this.core.readNamespace(name);
    return this.ask(request, (response) => this.coreAnswers.readNamespaceWithHttpInfo(response), named(name));
  }

  /** All namespaces that the label selector (kubectl syntax) matches, read in pages. */
  async listNamespaces(labelSelector?: string): Promise<V1Namespace[]> {
    return everyItem({
      request: (limit, from) =>
        this.core.listNamespace(undefined, undefined, from, undefined, labelSelector, limit),
      ask: (request) =>
        this.ask(
          request,
          (response) => this.coreAnswers.listNamespaceWithHttpInfo(response),
          ({ kind, items }) => kind === 'NamespaceList' && Array.isArray(items) && items.every(isNamespace),
        ),
      keep: bare,
    });
  }

  /**
   * Server-side apply: creates the secret, or changes only the fields that PullPass owns. Only the metadata comes back,
   * so that no secret travels twice. The metadata also proves that an API server wrote it, not that a proxy or a
   * sign-in page answered 200. Returns whether the secret is new. If the body's metadata has uid and resourceVersion,
   * the secret must still have both; otherwise 409, even with force.
   * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
   */
  async applySecret(
    namespace: string,
    name: string,
    body: ApplyBody,
    options: { force?: boolean } = {},
  ): Promise<'created' | 'changed'> {
    const key = `${options.force ?? false} ${name}`;
    let apply = this.applies.get(key);
    if (apply === undefined) {
      apply = everyNamespace((anyNamespace) => this.makeApply(anyNamespace, name, options.force));
      this.applies.set(key, apply);
    }
    const request = (await apply)(namespace, body.json);
    const response = await this.send(request);
    const answer = await response.body.text();
    if (!answer.includes('"PartialObjectMetadata"')) throw notKubernetes(request.getUrl());
    return response.httpStatusCode === 201 ? 'created' : 'changed';
  }

  private async makeApply(namespace: string, name: string, force?: boolean): Promise<RequestContext> {
    const request = await this.core.patchNamespacedSecret(
      name,
      namespace,
      '', // given with each namespace: the client would choose json-patch for it
      undefined,
      this.dryRun,
      fieldManager,
      undefined,
      force,
    );
    request.setHeaderParam('Content-Type', 'application/apply-patch+yaml');
    request.setHeaderParam('Accept', metadataOnly);
    return request;
  }

  /** A secret with its data: only for one that PullPass shares with others. */
  async readSecret(namespace: string, name: string): Promise<V1Secret> {
    const request = await this.core.readNamespacedSecret(name, namespace);
    return this.ask(
      request,
      (response) => this.coreAnswers.readNamespacedSecretWithHttpInfo(response),
      (secret) => secret.kind === 'Secret' && named(name)(secret),
    );
  }

  /** A secret's metadata; its data stays in the cluster. */
  async readSecretMetadata(namespace: string, name: string): Promise<V1Secret> {
    const request = await this.core.readNamespacedSecret(name, namespace);
    request.setHeaderParam('Accept', metadataOnly);
    return this.ask(
      request,
      (response) => this.coreAnswers.readNamespacedSecretWithHttpInfo(response),
      named(name),
    );
  }

  /**
   * The metadata of all secrets of one name, in all namespaces, read in pages: what `keep` returns for each. Their data
   * stays in the cluster. By name, because a Role can allow only that; listing all secrets would mean reading them.
   */
  async listSecretMetadata<T>(name: string, keep: (metadata: V1ObjectMeta) => T): Promise<T[]> {
    return everyItem({
      request: async (limit, from) => {
        const request = await this.core.listSecretForAllNamespaces(
          undefined,
          from,
          `metadata.name=${name}`,
          undefined,
          limit,
        );
        request.setHeaderParam('Accept', metadataListOnly);
        return request;
      },
      ask: (request) =>
        this.ask(
          request,
          (response) => this.coreAnswers.listSecretForAllNamespacesWithHttpInfo(response),
          ({ kind, items }) =>
            kind === 'PartialObjectMetadataList' &&
            // An API server may answer null in place of an empty list.
            (items === null ||
              (Array.isArray(items) && items.every((item) => item?.metadata?.name === name))),
        ),
      keep: ({ metadata }) => keep(metadata ?? {}),
    });
  }

  /** Deletes the secret if it is still the one that was read. */
  async deleteSecret(
    namespace: string,
    name: string,
    preconditions: { uid: string; resourceVersion: string },
  ): Promise<void> {
    await this.delete(namespace, name, { preconditions });
  }

  /**
   * Tries in a dry run whether the secret could be deleted, whatever its version. Throws a Failure, also if there is
   * none.
   */
  async tryDeletion(namespace: string, name: string): Promise<void> {
    await this.inDryRun().delete(namespace, name, {});
  }

  private async delete(
    namespace: string,
    name: string,
    options: { preconditions?: { uid: string; resourceVersion: string } },
  ): Promise<void> {
    const request = await this.core.deleteNamespacedSecret(
      name,
      namespace,
      undefined,
      this.dryRun,
      undefined,
      undefined,
      undefined,
      undefined,
      // With a body, the API server ignores options in the query. The query counts if a proxy drops the body.
      { ...options, ...(this.dryRun !== undefined && { dryRun: [this.dryRun] }) },
    );
    await this.write(request, ['Status', 'Secret']);
  }

  /** The service accounts of one name, in all namespaces, read in pages: what `keep` returns for each. */
  async listServiceAccounts<T>(name: string, keep: (account: V1ServiceAccount) => T): Promise<T[]> {
    return everyItem({
      request: (limit, from) =>
        this.core.listServiceAccountForAllNamespaces(
          undefined,
          from,
          `metadata.name=${name}`,
          undefined,
          limit,
        ),
      ask: (request) =>
        this.ask(
          request,
          (response) => this.coreAnswers.listServiceAccountForAllNamespacesWithHttpInfo(response),
          ({ kind, items }) =>
            kind === 'ServiceAccountList' &&
            Array.isArray(items) &&
            items.every((item) => item?.metadata?.name === name && hasLists(item)),
        ),
      keep,
    });
  }

  async readServiceAccount(namespace: string, name: string): Promise<V1ServiceAccount> {
    const request = await this.core.readNamespacedServiceAccount(name, namespace);
    return this.ask(
      request,
      (response) => this.coreAnswers.readNamespacedServiceAccountWithHttpInfo(response),
      named(name),
    );
  }

  async patchServiceAccount(
    namespace: string,
    name: string,
    patch: readonly JsonPatchOperation[],
  ): Promise<void> {
    const request = await this.core.patchNamespacedServiceAccount(
      name,
      namespace,
      patch,
      undefined,
      this.dryRun,
    );
    await this.write(request, ['ServiceAccount']);
  }

  /** Sends a change. It counts as done only if the answer is an object of one of these kinds. */
  private async write(request: Sendable, kinds: readonly string[]): Promise<void> {
    const answer = await (await this.send(request)).body.text();
    if (!kinds.includes(kindOf(answer))) throw notKubernetes(request.getUrl());
  }

  /** Sends and reads. Accepts only an answer that an API server could give: not the 200 of a sign-in page. */
  private async ask<T>(
    request: Sendable,
    read: (response: ResponseContext) => Promise<{ data: T }>,
    isExpected: (data: T) => boolean,
  ): Promise<T> {
    const response = await this.send(request);
    const answer = await read(response).catch(() => undefined);
    // If the server is not a Kubernetes API, even a value typed as an object may be null.
    if (!answer?.data || !isExpected(answer.data)) throw notKubernetes(request.getUrl());
    return answer.data;
  }

  private send(request: Sendable): Promise<ResponseContext> {
    return this.configuration.httpApi.send(request as RequestContext).toPromise();
  }
}

/** An apply body, serialised once for all its namespaces. */
export interface ApplyBody {
  json: string;
}

function kindOf(answer: string): string {
  try {
    return String((JSON.parse(answer) as { kind?: unknown } | null)?.kind);
  } catch {
    return '';
  }
}

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const longestName = 63;

function isNamespace(item: V1Namespace | null | undefined): boolean {
  // If the server is not a Kubernetes API, a value typed as a string may be anything.
  const texts: unknown[] = [item?.metadata?.name ?? '', item?.status?.phase ?? ''];
  return item != null && texts.every((text) => typeof text === 'string' && text.length <= longestName);
}

/** The token becomes a header: RFC 6750 allows no other characters. */
function isToken(token: unknown): boolean {
  return typeof token === 'string' && token.length <= longestToken && /^[\x21-\x7e]+$/.test(token);
}

/** If the server is not a Kubernetes API, values typed as lists may be anything. */
function hasLists({ imagePullSecrets = [], secrets = [] }: V1ServiceAccount): boolean {
  return [imagePullSecrets, secrets].every(
    (list) => Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null),
  );
}

/** Keeps nothing else of a namespace: its annotations may be large. */
function bare({ metadata, status }: V1Namespace): V1Namespace {
  const { name, creationTimestamp, deletionTimestamp } = metadata ?? {};
  return {
    metadata: {
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(name !== undefined && { name }),
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    },
    ...(status?.phase !== undefined && { status: { phase: status.phase } }),
  };
}

const named =
  (name: string) =>
  ({ metadata }: { metadata?: { name?: string } }) =>
    metadata?.name === name;
