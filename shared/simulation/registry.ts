import { randomBytes, randomUUID } from 'node:crypto';
import { isObject } from '../isObject.ts';
import { mergePatch } from '../mergePatch.ts';
import { decodeManagers } from './fields/managedfields.ts';
import { withoutNulls } from './fields/merge.ts';
import { applyFields, type Managers, updateFields } from './fields/ownership.ts';
import { sameJson } from './json.ts';
import { applyJsonPatch, PatchError } from './jsonpatch.ts';
import type { Kind } from './kind.ts';
import { apiVersionOf, DecodeError, dropEmpty, metadataErrors } from './kinds.ts';
import type { KubeObject, Namespace } from './objects.ts';
import {
  applyConflict,
  askedNamespace,
  knownFields,
  withManagers,
  withoutManagers,
  withoutTimes,
  withoutUndefined,
} from './shape.ts';
import * as errors from './status.ts';
import { keyOf, type Store } from './store.ts';
import { typeError } from './typecheck.ts';
import { invalid, invalidValue } from './validation.ts';

/** A write that admission control examines. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** With its subresource, such as `serviceaccounts/token`. */
  resource: string;
  namespace: string;
  name: string;
  /** The object as it would be; for a deletion, as it is. */
  object: KubeObject;
  dryRun: boolean;
}

/** Who writes, and how. */
export interface WriteContext {
  namespace: string;
  name: string;
  fieldManager: string;
  dryRun: boolean;
  /**
   * Validating admission: throws an ApiError if a denier denies it. Absent for writes that do not come through the API.
   */
  admit?: (request: AdmissionRequest) => void;
  /** Throws an ApiError if the writer may not grant what the object grants. Absent as above. */
  mayGrant?: (object: KubeObject) => void;
}

export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

const isStale = (config: KubeObject, live: KubeObject) =>
  (config.metadata.resourceVersion ?? live.metadata.resourceVersion) !== live.metadata.resourceVersion;

/** The API's verbs on one resource, with the API server's checks in its order. */
export class Registry {
  readonly #store: Store;
  readonly #kind: Kind;
  readonly #now: () => Date;
  /** As in manifests, and as in messages. */
  readonly #apiVersion: string;
  readonly #resource: string;

  constructor(store: Store, kind: Kind, now: () => Date) {
    this.#store = store;
    this.#kind = kind;
    this.#now = now;
    this.#apiVersion = apiVersionOf(kind);
    this.#resource = kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`;
  }

  get(namespace: string, name: string): KubeObject {
    const object = this.#store.get(this.#kind.resource, namespace, name);
    if (!object) throw errors.notFound(this.#resource, name);
    return object;
  }

  create(body: unknown, context: WriteContext): KubeObject {
    const object = this.#decode(body, context);
    const owned = this.#update(
      { apiVersion: this.#apiVersion, kind: this.#kind.kind, metadata: {} },
      object,
      context,
    );
    return this.#insert(owned, context);
  }

  update(body: unknown, context: WriteContext): KubeObject {
    const next = this.#decode(body, context);
    const live = this.get(context.namespace, context.name);
    return this.#replace(live, this.#update(live, next, context), context);
  }

  jsonPatch(operations: unknown, context: WriteContext): KubeObject {
    if (!Array.isArray(operations)) {
      const why = 'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp';
      throw errors.badRequest(`error decoding patch: ${why}`);
    }
    return this.#patch(context, (live) => {
      try {
        return applyJsonPatch(live, operations);
      } catch (error) {
        if (error instanceof PatchError) throw errors.unprocessable();
        throw error;
      }
    });
  }

  mergePatch(patch: unknown, context: WriteContext): KubeObject {
    if (!isObject(patch)) {
      const why = 'json: cannot unmarshal array into Go value of type map[string]interface {}';
      throw errors.badRequest(`error decoding patch: ${why}`);
    }
    return this.#patch(context, (live) => mergePatch(live, patch) as KubeObject);
  }

  /** Server-side apply. `mayCreate` throws if the object is missing and the user may not create it. */
  apply(body: unknown, context: WriteContext, force: boolean, mayCreate: () => void) {
    const config = this.#readApplied(body, context);
    const found = this.#store.get(this.#kind.resource, context.namespace, context.name);
    const { name, namespace } = config.metadata;
    const live = found ?? {
      apiVersion: this.#apiVersion,
      kind: this.#kind.kind,
      metadata: { ...(name ? { name } : {}), ...(namespace ? { namespace } : {}) },
    };
    const changed = this.#applied(live, config, context, force);
    this.#complete(changed, (why) => {
      const what = `new object (${askedNamespace(body)}/${name}; /v1, Kind=${this.#kind.kind})`;
      const kind = `unstructured object to /v1, Kind=${this.#kind.kind}`;
      const cause = `unable to convert ${kind}: error decoding from json: ${why}`;
      return errors.failure(500, { message: `failed to convert ${what} to proper version: ${cause}` });
    });
    const { uid } = config.metadata;
    if (found) {
      if (uid && uid !== found.metadata.uid && !isStale(config, found))
        throw invalid(
          this.#kind.kind,
          name ?? '',
          [invalidValue('metadata.uid', uid, 'field is immutable')],
          this.#kind.group,
        );
      return { object: this.#replace(found, changed, context), created: false };
    }
    mayCreate();
    if (uid) {
      const why = `the provided object specified uid ${uid}, and no existing object was found`;
      throw errors.conflict(this.#resource, name ?? '', `uid mismatch: ${why}`);
    }
    // Even with the resourceVersion of a deleted object, an apply creates the object again.
    delete changed.metadata.resourceVersion;
    return { object: this.#insert(changed, context), created: true };
  }

  delete(context: WriteContext, preconditions: Preconditions): KubeObject {
    const live = this.get(context.namespace, context.name);
    this.#checkPreconditions(live, preconditions);
    this.#admit('DELETE', live, context);
    if (this.#kind.resource === 'namespaces') return this.#terminate(live as Namespace, context);
    const isHeld = (live.metadata.finalizers ?? []).length > 0;
    if (isHeld) return this.#markDeleted(live, context);
    if (!context.dryRun) this.#store.delete(this.#kind.resource, context.namespace, context.name);
    return live;
  }

  /** An object with finalizers stays until these are removed. */
  #markDeleted(live: KubeObject, context: WriteContext): KubeObject {
    if (live.metadata.deletionTimestamp) return live;
    const deletionTimestamp = this.#time();
    const marked = {
      ...live,
      metadata: { ...live.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 },
    };
    return context.dryRun ? marked : this.#store.put(this.#kind.resource, marked);
  }

  #preconditionFailed({ metadata }: KubeObject, what: string, wanted: string, found: string): string {
    const key = `/registry/${this.#kind.resource}/${keyOf(metadata.namespace ?? '', metadata.name ?? '')}`;
    const why = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
    return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  }

  #checkPreconditions({ metadata }: KubeObject, { uid, resourceVersion }: Preconditions): void {
    const fail = (what: string, wanted: string, found: string | undefined, then: string) => {
      const why = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found})`;
      return errors.conflict(
        this.#kind.kind,
        metadata.name ?? '',
        `${why}. The object might have been ${then}`,
      );
    };
    if (uid !== undefined && uid !== metadata.uid) {
      throw fail('UID', uid, metadata.uid, 'deleted and then recreated');
    }
    if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
      throw fail('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified');
    }
  }

  /** There is no namespace controller: a deleted namespace and its contents stay until a test plays one. */
  #terminate(live: Namespace, context: WriteContext): KubeObject {
    const name = live.metadata.name ?? '';
    if (['default', 'kube-system', 'kube-public'].includes(name)) {
      throw errors.forbidden('namespaces', name, 'this namespace may not be deleted');
    }
    if (live.metadata.deletionTimestamp) return live;
    const metadata = { ...live.metadata, deletionTimestamp: this.#time() };
    const terminating = { ...live, metadata, status: { ...live.status, phase: 'Terminating' } };
    return context.dryRun ? terminating : this.#store.put('namespaces', terminating);
  }

  #patch(context: WriteContext, change: (live: KubeObject) => KubeObject): KubeObject {
    const live = this.get(context.namespace, context.name);
    const next = this.#decode(change(live), context);
    return this.#replace(live, this.#update(live, next, context), context);
  }

  /** Compares what a body says about itself with the URL, and drops fields that the API lacks. */
  #read(body: unknown, { namespace, name }: WriteContext): KubeObject {
    const { kind, schema, namespaced } = this.#kind;
    if (!isObject(body)) {
      throw errors.badRequest(`the object provided is unrecognized (must be of type ${kind})`);
    }
    const known = knownFields(schema, body) as unknown as KubeObject;
    if (known.kind !== undefined && (known.kind !== kind || known.apiVersion !== this.#apiVersion)) {
      const why = `converting (v1.${known.kind}) to (core.${kind}): unknown conversion`;
      throw errors.badRequest(
        `${known.kind} in version ${errors.quote(known.apiVersion ?? '')} cannot be handled as a ${kind}: ${why}`,
      );
    }
    const metadata = { ...known.metadata };
    if (namespaced && metadata.namespace !== undefined && metadata.namespace !== namespace) {
      throw errors.badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    }
    if (name && !metadata.name) {
      const why = `the name of the object (${name} based on URL) was undeterminable`;
      throw errors.badRequest(`${why}: name must be provided`);
    }
    if (name && metadata.name !== name) {
      const why = `the name of the object (${metadata.name}) does not match the name on the URL (${name})`;
      throw errors.badRequest(why);
    }
    if (name) metadata.name = name;
    if (namespaced) metadata.namespace = namespace;
    return { ...known, apiVersion: this.#apiVersion, kind, metadata };
  }

  /** A whole object, as in create, update and most patches. */
  #decode(body: unknown, context: WriteContext): KubeObject {
    const object = withoutNulls(this.#read(body, context));
    const { kind } = this.#kind;
    this.#complete(object, (why) =>
      errors.badRequest(`${kind} in version "v1" cannot be handled as a ${kind}: ${why}`),
    );
    return object;
  }

  #complete(object: KubeObject, asError: (why: string) => errors.ApiError): void {
    try {
      this.#kind.complete(object);
    } catch (error) {
      if (error instanceof DecodeError) throw asError(error.message);
      throw error;
    }
    dropEmpty(object.metadata, 'labels', 'annotations', 'finalizers', 'ownerReferences');
  }

  /** The configuration of a server-side apply, which may leave out everything it does not set. */
  #readApplied(body: unknown, context: WriteContext): KubeObject {
    const { kind, schema } = this.#kind;
    const given = (body ?? {}) as Partial<KubeObject>;
    if (given.kind !== kind || given.apiVersion !== this.#apiVersion) {
      const [group, version] = given.apiVersion?.includes('/')
        ? given.apiVersion.split('/')
        : ['', given.apiVersion];
      throw errors.badRequest(`invalid object type: ${group}/${version ?? ''}, Kind=${given.kind ?? ''}`);
    }
    const config = this.#read(body, context);
    const where = `${given.metadata?.namespace ?? ''}/${given.metadata?.name ?? ''}; /v1, Kind=${kind}`;
    const wrong = typeError(schema, body);
    if (wrong)
      throw errors.failure(500, { message: `failed to create typed patch object (${where}): ${wrong}` });
    if (config.metadata.managedFields !== undefined) {
      throw errors.badRequest('metadata.managedFields must be nil');
    }
    return config;
  }

  #insert(object: KubeObject, context: WriteContext): KubeObject {
    const { kind, resource, namespaced } = this.#kind;
    const { metadata } = object;
    if (metadata.generateName && !metadata.name) {
      metadata.name = `${metadata.generateName}${randomBytes(5).toString('hex').slice(0, 5)}`;
    }
    const name = metadata.name ?? '';
    if (namespaced) this.checkNamespace(context.namespace, name);
    context.mayGrant?.(object);
    if (metadata.resourceVersion) {
      throw errors.failure(500, { message: 'resourceVersion should not be set on objects to be created' });
    }
    metadata.uid = randomUUID();
    metadata.creationTimestamp = this.#time();
    delete metadata.deletionTimestamp;
    this.#kind.prepare(object);
    const wrong = [...metadataErrors(this.#kind, object), ...this.#kind.validate(object)];
    if (wrong.length > 0) throw invalid(kind, name, wrong, this.#kind.group);
    this.#admit('CREATE', object, context);
    if (this.#store.get(resource, metadata.namespace ?? '', name))
      throw errors.alreadyExists(this.#resource, name);
    return context.dryRun ? object : this.#store.put(resource, object);
  }

  #replace(live: KubeObject, next: KubeObject, context: WriteContext): KubeObject {
    const { kind, resource } = this.#kind;
    const [before, after] = [live.metadata, next.metadata];
    const name = before.name ?? '';
    if (after.resourceVersion && !/^\d+$/.test(after.resourceVersion)) {
      const why = `parsing ${errors.quote(after.resourceVersion)}: invalid syntax`;
      throw errors.failure(500, { message: `strconv.ParseUint: ${why}` });
    }
    if (after.resourceVersion && after.resourceVersion !== before.resourceVersion) {
      throw errors.conflict(this.#resource, name, errors.modified);
    }
    if (after.uid && after.uid !== before.uid) {
      throw errors.conflict(
        this.#resource,
        name,
        this.#preconditionFailed(live, 'UID', after.uid, before.uid ?? ''),
      );
    }
    const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } = before;
    const kept = { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion };
    const metadata = { ...after, ...withoutUndefined(kept) };
    const replaced: KubeObject = { ...next, metadata };
    if (resource === 'namespaces') {
      const { spec, status } = live as Namespace;
      Object.assign(replaced, { spec, status });
    }
    context.mayGrant?.(replaced);
    const wrong = [
      ...metadataErrors(this.#kind, replaced),
      ...this.#kind.validateUpdate(replaced, live),
      ...this.#kind.validate(replaced),
    ];
    if (wrong.length > 0) throw invalid(kind, name, wrong, this.#kind.group);
    // Admission control also examines a write that changes nothing.
    this.#admit('UPDATE', replaced, context);
    if (sameJson(withoutTimes(live), withoutTimes(replaced))) return live;
    const isReleased = deletionTimestamp !== undefined && resource !== 'namespaces' && !metadata.finalizers;
    if (isReleased && !context.dryRun) {
      this.#store.delete(resource, context.namespace, name);
      return replaced;
    }
    return context.dryRun ? replaced : this.#store.put(resource, replaced);
  }

  #admit(operation: AdmissionRequest['operation'], object: KubeObject, context: WriteContext): void {
    const { namespace, dryRun, admit } = context;
    const { name = '' } = object.metadata;
    admit?.({ operation, resource: this.#kind.resource, namespace, name, object, dryRun });
  }

  /** Admission plugin NamespaceLifecycle: nothing new in a namespace that is missing or terminating. */
  checkNamespace(namespace: string, name: string): void {
    const found = this.#store.get('namespaces', '', namespace);
    if (!found) throw errors.notFound('namespaces', namespace);
    if (!found.metadata.deletionTimestamp) return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw errors.forbidden(this.#resource, name, why, [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ]);
  }

  #update(live: KubeObject, next: KubeObject, context: WriteContext): KubeObject {
    const given = next.metadata.managedFields;
    const isReset = given?.length === 1 && Object.keys(given[0] ?? {}).length === 0;
    const entries = isReset ? [] : given?.length ? given : (live.metadata.managedFields ?? []);
    const isUntracked = entries.length === 0 && live.metadata.uid !== undefined;
    if (isUntracked) return withoutManagers(next);
    const change = updateFields(
      this.#kind.schema,
      withoutManagers(live),
      withoutManagers(next),
      decodeManagers(entries),
      this.#writer('Update', context),
    );
    return withManagers(change.value, change.managers);
  }

  #applied(live: KubeObject, config: KubeObject, context: WriteContext, force: boolean): KubeObject {
    const managers = this.#managersBeforeApply(live);
    const writer = this.#writer('Apply', context);
    const base = withoutManagers(live);
    const change = applyFields(this.#kind.schema, base, config, managers, writer, force);
    if ('conflicts' in change) throw applyConflict(change.conflicts);
    return withManagers(change.value, change.managers);
  }

  /** Fields without a known owner belong to `before-first-apply`, so that an apply without force cannot take them. */
  #managersBeforeApply(live: KubeObject): Managers {
    const managers = decodeManagers(live.metadata.managedFields);
    if (managers.size > 0) return managers;
    const writer = {
      manager: 'before-first-apply',
      operation: 'Update',
      apiVersion: this.#apiVersion,
    } as const;
    const empty = { apiVersion: this.#apiVersion, kind: this.#kind.kind, metadata: {} };
    return updateFields(this.#kind.schema, empty, withoutManagers(live), new Map(), {
      ...writer,
      time: this.#time(),
    }).managers;
  }

  #writer(operation: 'Apply' | 'Update', { fieldManager }: WriteContext) {
    return { manager: fieldManager, operation, apiVersion: this.#apiVersion, time: this.#time() };
  }

  #time(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }
}
