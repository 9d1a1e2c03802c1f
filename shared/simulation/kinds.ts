import { isEmpty } from './fields/paths.ts';
import { schemas } from './fields/schema.ts';
import type { Kind } from './kind.ts';
import type { KubeObject, Namespace, Secret, ServiceAccount } from './objects.ts';
import { rbacKinds } from './rbacKinds.ts';
import {
  configKeyErrors,
  type FieldError,
  invalidValue,
  labelErrors,
  labelValueErrors,
  qualifiedNameErrors,
  required,
  subdomainErrors,
  tooLong,
} from './validation.ts';

/** A field whose value does not fit its type. */
export class DecodeError extends Error {}

const none = () => [];
const nothing = () => {};

export const kinds: Readonly<Record<string, Kind>> = {
  namespaces: {
    resource: 'namespaces',
    group: '',
    kind: 'Namespace',
    namespaced: false,
    schema: schemas.namespaces,
    nameErrors: labelErrors,
    complete(object) {
      const { metadata } = object;
      if (metadata.name)
        metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
    },
    prepare(object) {
      const namespace = object as Namespace;
      namespace.spec = { finalizers: ['kubernetes'] };
      namespace.status = { phase: 'Active' };
    },
    validate: none,
    validateUpdate: none,
    answersDeleted: true,
  },
  secrets: {
    resource: 'secrets',
    group: '',
    kind: 'Secret',
    namespaced: true,
    schema: schemas.secrets,
    nameErrors: subdomainErrors,
    complete: completeSecret,
    prepare: nothing,
    validate: validateSecret,
    validateUpdate: validateSecretUpdate,
    answersDeleted: false,
  },
  serviceaccounts: {
    resource: 'serviceaccounts',
    group: '',
    kind: 'ServiceAccount',
    namespaced: true,
    schema: schemas.serviceaccounts,
    nameErrors: subdomainErrors,
    complete(object) {
      const account = object as ServiceAccount;
      dropEmpty(account, 'secrets', 'imagePullSecrets');
    },
    prepare: nothing,
    validate: none,
    validateUpdate: none,
    answersDeleted: true,
  },
  ...rbacKinds,
};

/** As in manifests: `v1`, `rbac.authorization.k8s.io/v1`. */
export const apiVersionOf = ({ group }: Pick<Kind, 'group'>) => (group === '' ? 'v1' : `${group}/v1`);

function completeSecret(object: KubeObject): void {
  const secret = object as Secret;
  for (const value of Object.values(secret.data ?? {})) {
    const wrong = typeof value === 'string' ? illegalBase64At(value) : 0;
    if (wrong !== undefined) {
      const where = `illegal base64 data at input byte ${wrong}`;
      throw new DecodeError(where);
    }
  }
  if (secret.stringData) {
    secret.data ??= {};
    for (const [key, text] of Object.entries(secret.stringData)) {
      secret.data[key] = Buffer.from(text).toString('base64');
    }
    delete secret.stringData;
  }
  secret.type ||= 'Opaque';
  dropEmpty(secret, 'data');
}

/** Drops empty maps and lists, as the API's Go types do when they are serialised. */
export function dropEmpty<Value extends object>(value: Value, ...fields: (keyof Value)[]): void {
  for (const field of fields) if (isEmpty(value[field])) delete value[field];
}

function illegalBase64At(text: string): number | undefined {
  const clean = text.replaceAll('\n', '').replaceAll('\r', '');
  const wrong = /[^A-Za-z0-9+/=]/.exec(clean);
  if (wrong) return wrong.index;
  const padded = /^[^=]*={0,2}$/.test(clean) && clean.length % 4 === 0;
  return padded ? undefined : clean.length - (clean.length % 4);
}

const mostSecretBytes = 1024 * 1024;

function validateSecret(object: KubeObject): FieldError[] {
  const { data = {}, type } = object as Secret;
  const errors = Object.keys(data).flatMap((key) =>
    configKeyErrors(key).map((why) => invalidValue(`data[${key}]`, key, why)),
  );
  const bytes = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
  if (bytes > mostSecretBytes) errors.push(tooLong('data', `may not be more than ${mostSecretBytes} bytes`));
  if (type === 'kubernetes.io/dockerconfigjson') errors.push(...jsonErrors(data, '.dockerconfigjson'));
  if (type === 'kubernetes.io/dockercfg') errors.push(...jsonErrors(data, '.dockercfg'));
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined)
    errors.push(required('data[username]'), required('data[password]'));
  return errors;
}

function jsonErrors(data: Record<string, string>, key: string): FieldError[] {
  const field = `data[${key}]`;
  const value = data[key];
  if (value === undefined) return [required(field)];
  try {
    JSON.parse(Buffer.from(value, 'base64').toString());
    return [];
  } catch {
    // The real server continues in the words of Go's JSON parser; this one has its own.
    return [invalidValue(field, '<secret contents redacted>', 'invalid JSON')];
  }
}

function validateSecretUpdate(next: KubeObject, live: KubeObject): FieldError[] {
  const [secret, before] = [next as Secret, live as Secret];
  const errors: FieldError[] = [];
  if (secret.type !== before.type) errors.push(invalidValue('type', secret.type, 'field is immutable'));
  if (before.immutable) {
    const why = 'field is immutable when `immutable` is set';
    if (!secret.immutable) errors.push({ ...forbiddenWhen('immutable', why) });
    if (JSON.stringify(sorted(secret.data)) !== JSON.stringify(sorted(before.data))) {
      errors.push(forbiddenWhen('data', why));
    }
  }
  return errors;
}

const forbiddenWhen = (field: string, why: string): FieldError => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
});

const sorted = (data: Record<string, string> = {}) =>
  Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));

/** What is wrong with the metadata of any object. */
export function metadataErrors(kind: Kind, object: KubeObject): FieldError[] {
  const { name = '', labels = {}, annotations = {} } = object.metadata;
  const errors: FieldError[] = [];
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...kind.nameErrors(name).map((why) => invalidValue('metadata.name', name, why)));
  for (const [key, value] of Object.entries(labels)) {
    errors.push(...qualifiedNameErrors(key).map((why) => invalidValue('metadata.labels', key, why)));
    errors.push(...labelValueErrors(value).map((why) => invalidValue('metadata.labels', value, why)));
  }
  for (const key of Object.keys(annotations)) {
    const errorsOfKey = qualifiedNameErrors(key.toLowerCase());
    errors.push(...errorsOfKey.map((why) => invalidValue('metadata.annotations', key, why)));
  }
  return errors;
}
