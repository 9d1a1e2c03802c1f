import { randomUUID } from 'node:crypto';
import { type Answer, errorAnswer, jsonAnswer, textAnswer } from './answers.ts';
import {
  type ApiRequest,
  agentName,
  appliedBody,
  bodyOf,
  header,
  mediaType,
  patchBody,
  wholeBody,
} from './bodies.ts';
import { discoveryAnswer } from './discovery.ts';
import { checkEscalation, storedGrants } from './escalation.ts';
import { infrastructureAnswer, infrastructureGroup } from './infrastructure.ts';
import type { Interceptor } from './interceptor.ts';
import type { Kind } from './kind.ts';
import { kinds } from './kinds.ts';
import { listObjects, nameField } from './list.ts';
import type { KubeObject, Namespace, Secret, ServiceAccount } from './objects.ts';
import { presentationOf, presentList, presentObject } from './present.ts';
import {
  type Attributes,
  defaultGrants,
  denial,
  type Grant,
  isAllowed,
  type Rule,
  type UserInfo,
} from './rbac.ts';
import { type Binding, type Role, rbacGroup } from './rbacKinds.ts';
import { type AdmissionRequest, type Preconditions, Registry, type WriteContext } from './registry.ts';
import { accessReview, subjectReview } from './reviews.ts';
import { type ResourceRoute, type Route, routeOf } from './route.ts';
import * as errors from './status.ts';
import { type Snapshot, Store, type StoredObjects } from './store.ts';
import { requestToken, tokenRequestOf } from './tokenRequest.ts';
import { TokenSigner } from './tokens.ts';
import { invalid, required } from './validation.ts';

export interface SimulatedClusterOptions {
  name?: string;
  /** Default: the real clock. */
  now?: () => Date;
  /** The longest life that a requested token gets, as with `--service-account-max-token-expiration`. */
  maxTokenSeconds?: number;
  /** Service accounts that appear in every namespace, as a cluster's controllers make them. Default: none. */
  serviceAccounts?: readonly string[];
  /** Where OpenShift's control plane runs: `External` on ROSA HCP. Absent: plain Kubernetes. */
  controlPlaneTopology?: string;
  /**
   * Whether it answers requests without a credential, as with `--anonymous-auth`; managed clusters may not. Default:
   * yes.
   */
  anonymousAuth?: boolean;
  /** Whether everybody may ask for their own name and rights (ClusterRole system:basic-user). Default: yes. */
  basicUser?: boolean;
  /** Whether it has SelfSubjectReview, as Kubernetes does from 1.28 on. Default: yes. */
  selfSubjectReview?: boolean;
  /** What it holds from the start: an earlier cluster's `contents`. Default: the namespaces of a new cluster. */
  contents?: StoredObjects;
}

interface Call {
  route: ResourceRoute;
  query: URLSearchParams;
  request: ApiRequest;
  user: UserInfo;
}

const version = { major: '1', minor: '34', gitVersion: 'v1.34.4-simulated', platform: 'linux/amd64' };

/**
 * The Kubernetes API of one simulated cluster, without a network: namespaces, secrets, service accounts, access and
 * self reviews, token requests, RBAC, and faults to switch on. A contract suite compares it with the real
 * kube-apiserver. It has no controllers and no watches.
 */
export class SimulatedCluster {
  readonly name: string;
  /** Made at the start, in group `system:masters`. */
  readonly adminToken: string;

  protected readonly store: Store;
  readonly #registries: ReadonlyMap<string, Registry>;
  readonly #users = new Map<string, UserInfo>();
  readonly #tokens = new Map<string, string>();
  readonly #revoked = new Set<string>();
  protected readonly signer = new TokenSigner();
  readonly #options: SimulatedClusterOptions;
  readonly #now: () => Date;
  #grants: readonly Grant[];
  #stored: { lists: Snapshot['entries'][]; grants: Grant[] } | undefined;
  protected controlPlaneTopology: string | undefined;
  protected maxTokenSeconds: number | undefined;

  constructor(options: SimulatedClusterOptions = {}) {
    this.name = options.name ?? 'simulated';
    this.#options = options;
    this.controlPlaneTopology = options.controlPlaneTopology;
    this.maxTokenSeconds = options.maxTokenSeconds;
    this.#grants = options.basicUser === false ? [] : defaultGrants;
    this.#now = options.now ?? (() => new Date());
    this.store = options.contents === undefined ? new Store() : Store.from(options.contents);
    this.#registries = new Map(
      Object.values(kinds).map((kind) => [kind.resource, new Registry(this.store, kind, this.#now)]),
    );
    this.adminToken = this.addUser('admin', { groups: ['system:masters'] });
    if (options.contents !== undefined) return;
    for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) this.addNamespace(name);
  }

  /** All objects, for another cluster to start with; without users, grants, tokens and faults. */
  contents(): StoredObjects {
    return this.store.contents();
  }

  // For tests and the demo --------------------------------------------------------------------------

  /** Adds a user with a token, and returns the token. The user has no rights yet. */
  addUser(username: string, options: { token?: string; groups?: readonly string[] } = {}): string {
    const token = options.token ?? randomUUID();
    const groups = [...(options.groups ?? []), 'system:authenticated'];
    this.#users.set(username, { username, uid: username, groups });
    this.#tokens.set(token, username);
    return token;
  }

  /** The token of a user added before. */
  tokenOf(username: string): string {
    for (const [token, user] of this.#tokens) if (user === username) return token;
    throw new Error(`The simulated cluster ${this.name} has no user ${username}. Call addUser first.`);
  }

  /** Makes a token invalid, so that it gets a 401: a user's, or one that TokenRequest issued. */
  revokeToken(token: string): void {
    this.#tokens.delete(token);
    this.#revoked.add(token);
  }

  /** The user of a token that is valid now; undefined if it is not. */
  userOf(token: string): UserInfo | undefined {
    const known = this.#users.get(this.#tokens.get(token) ?? '');
    return known ?? this.#serviceAccountOf(token);
  }

  /** Grants rights to a user (or `system:serviceaccount:ns:name`), in one namespace or everywhere. */
  grant(username: string, rules: readonly Rule[], namespace?: string): void {
    const where = namespace === undefined ? {} : { namespace };
    const added = rules.map((rule) => ({ subject: { user: username }, rule, ...where }));
    this.#grants = [...this.#grants, ...added];
  }

  /** Withdraws everything that was granted to a user. */
  revokeGrants(username: string): void {
    this.#grants = this.#grants.filter(({ subject }) => !('user' in subject && subject.user === username));
  }

  addNamespace(name: string, options: { labels?: Record<string, string>; serviceAccounts?: string[] } = {}) {
    const { labels } = options;
    this.write('namespaces', '', { metadata: { name, ...(labels ? { labels } : {}) } });
    const accounts = options.serviceAccounts ?? this.#options.serviceAccounts ?? [];
    for (const account of accounts) this.addServiceAccount(name, account);
  }

  addServiceAccount(namespace: string, name: string, fields: Partial<ServiceAccount> = {}): void {
    this.write('serviceaccounts', namespace, { ...fields, metadata: { ...fields.metadata, name } });
  }

  namespace(name: string): Namespace | undefined {
    return this.store.get('namespaces', '', name) as Namespace | undefined;
  }

  secret(namespace: string, name: string): Secret | undefined {
    return this.store.get('secrets', namespace, name) as Secret | undefined;
  }

  serviceAccount(namespace: string, name: string): ServiceAccount | undefined {
    return this.store.get('serviceaccounts', namespace, name) as ServiceAccount | undefined;
  }

  // The API ------------------------------------------------------------------------------------------

  /** Answers a request; never throws because of what the request holds. */
  handle(request: ApiRequest): Answer {
    const url = new URL(request.url, 'https://simulated');
    const route = routeOf(request.method, url.pathname);
    let username = '';
    let answer: Answer;
    try {
      const user = this.#authenticate(request);
      username = user.username;
      this.#authorize(user, route, url.searchParams);
      answer =
        route.kind === 'path'
          ? pathAnswer(route.path)
          : this.#serve({ route, query: url.searchParams, request, user });
    } catch (error) {
      if (!(error instanceof errors.ApiError)) throw error;
      answer = errorAnswer(error);
    }
    this.answered(route, username, answer.status);
    return answer;
  }

  /** Stands between a server and this API; undefined: nothing does. */
  get interceptor(): Interceptor | undefined {
    return undefined;
  }

  /** Called for each request that the API answered. */
  protected answered(_route: Route, _username: string, _status: number): void {}

  /** Validating admission: throws an ApiError if a write that RBAC allows is denied. */
  protected admit(_request: AdmissionRequest): void {}

  #authenticate({ headers, certificateUser }: ApiRequest): UserInfo {
    if (certificateUser) return certificateUser;
    const header = headers['authorization'];
    const token = typeof header === 'string' ? /^Bearer\s+(\S+)$/i.exec(header)?.[1] : undefined;
    if (token === undefined) {
      if (this.#options.anonymousAuth === false) throw errors.unauthorized();
      return { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    }
    const user = this.userOf(token);
    if (!user) throw errors.unauthorized();
    return user;
  }

  #serviceAccountOf(token: string): UserInfo | undefined {
    const verified = this.#revoked.has(token) ? undefined : this.signer.verify(token, this.#now());
    if (!verified) return undefined;
    const { namespace, name, uid, secret } = verified.subject;
    if (this.serviceAccount(namespace, name)?.metadata.uid !== uid) return undefined;
    if (secret && this.secret(namespace, secret.name)?.metadata.uid !== secret.uid) return undefined;
    return {
      username: `system:serviceaccount:${namespace}:${name}`,
      uid,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${verified.tokenId}`] },
    };
  }

  #authorize(user: UserInfo, route: Route, query: URLSearchParams): void {
    const attributes: Attributes =
      route.kind === 'path' ? route : { ...route, name: nameAsked(route, query) };
    if (isAllowed(user, this.#allGrants(), attributes)) return;
    const [resource, name] = 'path' in attributes ? ['', ''] : [attributes.resource, attributes.name];
    throw forbiddenIn(route, resource, name, denial(user, attributes));
  }

  /** What tests granted, and what the stored roles grant. */
  #allGrants(): readonly Grant[] {
    const lists = rbacResources.map((resource) => this.store.list(resource).entries);
    const known = this.#stored;
    if (known === undefined || lists.some((entries, index) => entries !== known.lists[index]))
      this.#stored = { lists, grants: storedGrants(this.store) };
    const { grants = [] } = this.#stored ?? {};
    return grants.length === 0 ? this.#grants : [...this.#grants, ...grants];
  }

  #serve(call: Call): Answer {
    const { group, version: apiVersion, resource, subresource, verb } = call.route;
    const review = apiVersion === 'v1' ? `${group}/${resource}` : '';
    if (review === 'authorization.k8s.io/selfsubjectaccessreviews' && verb === 'create') {
      return jsonAnswer(201, accessReview(bodyOf(call.request) as never, call.user, this.#allGrants()));
    }
    const isSelf = review === 'authentication.k8s.io/selfsubjectreviews';
    if (isSelf && this.#options.selfSubjectReview === false) throw errors.noSuchResource();
    if (isSelf && verb === 'create') {
      return jsonAnswer(201, subjectReview(call.user, this.#now()));
    }
    if (group === infrastructureGroup) return infrastructureAnswer(call.route, this.controlPlaneTopology);
    const kind = kinds[resource];
    if (group === openshiftProjects && this.controlPlaneTopology !== undefined)
      return this.#requestProject(call);
    if (reviews.has(review)) throw errors.methodNotAllowed();
    const isServedGroup = servedGroups.includes(group);
    if (!isServedGroup || apiVersion !== 'v1') return textAnswer(404, '404 page not found\n');
    if (group !== kind?.group) throw errors.noSuchResource();
    if (resource === 'serviceaccounts' && subresource === 'token') {
      if (verb !== 'create') throw errors.methodNotAllowed();
      return this.#token(call);
    }
    if (subresource) throw errors.noSuchResource();
    return this.#serveKind(kind, call);
  }

  /**
   * Makes a namespace in which the requester becomes an admin.
   * Source:
   * https://github.com/openshift/openshift-apiserver/blob/main/pkg/project/apiserver/registry/projectrequest/delegated/delegated.go
   */
  #requestProject({ route, request, user }: Call): Answer {
    if (route.resource !== 'projectrequests' || route.version !== 'v1') throw errors.noSuchResource();
    if (route.verb !== 'create') throw errors.methodNotAllowed();
    const { metadata: { name = '' } = {} } = bodyOf(request) as { metadata?: { name?: string } };
    const qualified = `projects.${openshiftProjects}`;
    if (this.namespace(name) !== undefined) throw errors.alreadyExists(qualified, name);
    const annotations = { 'openshift.io/requester': user.username };
    this.write('namespaces', '', { metadata: { name, annotations } });
    this.grant(user.username, projectAdmin, name);
    const { metadata } = this.namespace(name) ?? {};
    return jsonAnswer(201, { apiVersion: `${openshiftProjects}/v1`, kind: 'Project', metadata });
  }

  #token(call: Call): Answer {
    const { request, route } = call;
    const { namespace, name } = route;
    const body = tokenRequestOf(wholeBody('TokenRequest', request), namespace);
    const accounts = this.registry('serviceaccounts');
    accounts.checkNamespace(namespace, name);
    const { dryRun, admit } = this.#contextOf(call, 'CreateOptions');
    const ground = {
      signer: this.signer,
      now: this.#now(),
      capSeconds: this.maxTokenSeconds,
      account: () => accounts.get(namespace, name) as ServiceAccount,
      secret: (of: string) => this.registry('secrets').get(namespace, of),
      admit: (object: KubeObject) =>
        admit?.({ operation: 'CREATE', resource: 'serviceaccounts/token', namespace, name, object, dryRun }),
    };
    return requestToken(body, { namespace, name }, ground, presentationOf(header(request, 'accept')));
  }

  #serveKind(kind: Kind, call: Call): Answer {
    const { route, query, request } = call;
    const registry = this.registry(kind.resource);
    const namespace = kind.namespaced ? route.namespace : '';
    const as = presentationOf(header(request, 'accept'));
    const object = (status: number, found: KubeObject) => jsonAnswer(status, presentObject(found, as));
    switch (route.verb) {
      case 'get':
        return object(200, registry.get(namespace, route.name));
      case 'list':
        if (query.get('watch')) throw errors.methodNotAllowed();
        return jsonAnswer(200, presentList(listObjects(this.store, kind, namespace, query), as));
      case 'create':
        if (route.name || (kind.namespaced && !namespace)) throw errors.methodNotAllowed();
        return object(
          201,
          registry.create(wholeBody(kind.kind, request), this.#contextOf(call, 'CreateOptions')),
        );
      case 'update':
        if (!route.name) throw errors.methodNotAllowed();
        return object(
          200,
          registry.update(wholeBody(kind.kind, request), this.#contextOf(call, 'UpdateOptions')),
        );
      case 'patch':
        return this.#patch(kind, call, object);
      case 'delete':
        return this.#delete(kind, call, object);
      case 'deletecollection':
        return this.#deleteAll(kind, call, namespace);
      default:
        throw errors.methodNotAllowed();
    }
  }

  #patch(kind: Kind, call: Call, object: (status: number, found: KubeObject) => Answer): Answer {
    const { request, route, user, query } = call;
    const registry = this.registry(kind.resource);
    const context = this.#contextOf(call, 'PatchOptions');
    switch (mediaType(request)) {
      case 'application/json-patch+json':
        return object(200, registry.jsonPatch(patchBody(request), context));
      case 'application/merge-patch+json':
        return object(200, registry.mergePatch(patchBody(request), context));
      case 'application/apply-patch+yaml': {
        if (!query.get('fieldManager')) {
          throw invalid(
            'PatchOptions',
            '',
            [required('fieldManager', 'is required for apply patch')],
            'meta.k8s.io',
          );
        }
        const mayCreate = () => this.#authorize(user, { ...route, verb: 'create' }, query);
        const force = query.get('force') === 'true';
        const applied = registry.apply(appliedBody(request), context, force, mayCreate);
        return object(applied.created ? 201 : 200, applied.object);
      }
      default:
        throw errors.failure(415, {
          message: '415: Unsupported Media Type',
          reason: 'UnsupportedMediaType',
          details: {},
        });
    }
  }

  #delete(kind: Kind, call: Call, object: (status: number, found: KubeObject) => Answer): Answer {
    const { request, route } = call;
    const options = (request.body ? bodyOf(request) : {}) as {
      preconditions?: Preconditions;
      dryRun?: string[];
    };
    const context = this.#contextOf(call, 'DeleteOptions', options.dryRun);
    const deleted = this.registry(kind.resource).delete(context, options.preconditions ?? {});
    const isStillThere = deleted.metadata.deletionTimestamp !== undefined;
    if (kind.answersDeleted || isStillThere) return object(200, deleted);
    return jsonAnswer(200, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: route.name,
        ...(kind.group !== '' && { group: kind.group }),
        kind: kind.resource,
        uid: deleted.metadata.uid,
      },
    });
  }

  #deleteAll(kind: Kind, call: Call, namespace: string): Answer {
    if (!namespace) throw errors.methodNotAllowed();
    const list = listObjects(this.store, kind, namespace, call.query);
    const context = this.#contextOf(call, 'DeleteOptions');
    for (const { metadata } of list.items) {
      this.registry(kind.resource).delete({ ...context, name: metadata.name ?? '' }, {});
    }
    return jsonAnswer(200, list);
  }

  #contextOf({ route, query, request, user }: Call, options: string, dryRuns?: string[]): WriteContext {
    // With a body, the API server reads the options of a deletion there, not in the query.
    const isInBody = route.verb === 'delete' && request.body !== '';
    const dryRun = isInBody ? (dryRuns ?? []) : query.getAll('dryRun');
    const wrong = dryRun.filter((value) => value !== 'All');
    if (wrong.length > 0) {
      const message = `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`;
      throw invalid(
        options,
        '',
        [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }],
        'meta.k8s.io',
      );
    }
    const fieldManager = query.get('fieldManager') || agentName(header(request, 'user-agent') ?? '');
    const namespace = kinds[route.resource]?.namespaced ? route.namespace : '';
    const admit = (asked: AdmissionRequest) => this.admit(asked);
    const mayGrant = (object: KubeObject) => {
      if (route.group === rbacGroup)
        checkEscalation(this.store, this.#allGrants(), user, route.resource, object as Role | Binding);
    };
    return { namespace, name: route.name, fieldManager, dryRun: dryRun.length > 0, admit, mayGrant };
  }

  protected registry(resource: string): Registry {
    const registry = this.#registries.get(resource);
    if (!registry) throw new Error(`The simulated API has no resource ${resource}.`);
    return registry;
  }

  protected context(namespace: string, name = '', fieldManager = 'kube-apiserver'): WriteContext {
    return { namespace, name, fieldManager, dryRun: false };
  }

  protected write(resource: string, namespace: string, object: object, manager?: string): void {
    this.registry(resource).create(object, this.context(namespace, '', manager));
  }
}

/** A list by the field metadata.name counts as a request for that name. */
function nameAsked(route: ResourceRoute, query: URLSearchParams): string {
  return (route.verb === 'list' && nameField(query.get('fieldSelector'))) || route.name;
}

function forbiddenIn(route: Route, resource: string, name: string, why: string): errors.ApiError {
  const group = route.kind === 'resource' ? route.group : '';
  if (!group) return errors.forbidden(resource, name, why);
  const error = errors.forbidden(`${resource}.${group}`, name, why);
  if (error.status.details) Object.assign(error.status.details, { group, kind: resource });
  return error;
}

function pathAnswer(path: string): Answer {
  if (path === '/version' || path === '/version/') return jsonAnswer(200, version);
  if (['/healthz', '/livez', '/readyz'].includes(path)) return textAnswer(200, 'ok');
  return discoveryAnswer(path) ?? textAnswer(404, '404 page not found\n');
}

const servedGroups = ['', 'authorization.k8s.io', 'authentication.k8s.io', rbacGroup];
const rbacResources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];
/** OpenShift's API for project requests, which make namespaces for users who may not make them. */
const openshiftProjects = 'project.openshift.io';

/** The part of Kubernetes' ClusterRole `admin` that the simulated API has. */
const projectAdmin: readonly Rule[] = [
  {
    verbs: ['*'],
    apiGroups: [''],
    resources: ['secrets', 'serviceaccounts', 'serviceaccounts/token'],
  },
  { verbs: ['*'], apiGroups: [rbacGroup], resources: ['roles', 'rolebindings'] },
  { verbs: ['get'], apiGroups: [''], resources: ['namespaces'] },
];

/** Reviews are answered, never stored. */
const reviews = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authentication.k8s.io/selfsubjectreviews',
]);

export type { ApiRequest };
