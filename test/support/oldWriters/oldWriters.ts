import { must } from '../../e2e/world/kubernetes.ts';
import type { ApiClient } from '../kubernetes-contract/client.ts';

/** What maintained a pull secret in a namespace before PullPass; writes as its own code does. */
export interface OldWriter {
  name: string;
  /** The object that tells it what to write. */
  source: { path(namespace: string): string; kind: string; object(secret: string): object };
  /** The definition of that object's kind, if Kubernetes has none. */
  crd?: object;
  /** Writes the secret as it does in each round. `owner`: the source object's UID. */
  write(admin: ApiClient, at: Place, dockerConfig: string, owner: string): Promise<void>;
}

interface Place {
  namespace: string;
  secret: string;
}

const secretsOf = (namespace: string) => `/api/v1/namespaces/${namespace}/secrets`;
const encoded = (text: string) => Buffer.from(text).toString('base64');

/** Reads, then creates or updates. Two of the three do only that, and leave no trace except the field manager. */
async function createOrUpdate(
  admin: ApiClient,
  { namespace, secret }: Place,
  fields: { metadata?: object; data: object },
  manager: string,
): Promise<void> {
  const path = `${secretsOf(namespace)}/${secret}`;
  const found = await admin.get(path);
  if (found.status === 404) {
    const body = {
      metadata: { name: secret, ...fields.metadata },
      type: 'kubernetes.io/dockerconfigjson',
      data: fields.data,
    };
    must(201, await admin.post(`${secretsOf(namespace)}?fieldManager=${manager}`, body));
    return;
  }
  const there = must(200, found).json<{ metadata: object }>();
  const body = { ...there, metadata: { ...there.metadata, ...fields.metadata }, data: fields.data };
  must(200, await admin.put(`${path}?fieldManager=${manager}`, body));
}

/** Without a schema: only the content of the objects matters here. */
function definition(group: string, version: string, names: { plural: string; kind: string }): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      names: { ...names, singular: names.kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}

/**
 * rh-mobb/ecr-secret-operator at 875caa2, controllers/secret_controller.go: no owner, no labels.
 * https://github.com/rh-mobb/ecr-secret-operator/blob/875caa2a2e06908eba91920ba3f37259f9fdab26/controllers/secret_controller.go
 */
const ecrSecretOperator: OldWriter = {
  name: 'the ECR Secret Operator',
  source: {
    kind: 'secrets.ecr.mobb.redhat.com',
    path: (namespace) => `/apis/ecr.mobb.redhat.com/v1alpha1/namespaces/${namespace}/secrets`,
    object: (secret) => ({
      apiVersion: 'ecr.mobb.redhat.com/v1alpha1',
      kind: 'Secret',
      metadata: { name: secret },
      spec: {
        generated_secret_name: secret,
        ecr_registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        frequency: '10h',
        region: 'eu-west-1',
      },
    }),
  },
  crd: definition('ecr.mobb.redhat.com', 'v1alpha1', { plural: 'secrets', kind: 'Secret' }),
  write: (admin, at, dockerConfig) =>
    createOrUpdate(admin, at, { data: { '.dockerconfigjson': encoded(dockerConfig) } }, 'manager'),
};

/**
 * nabsul/k8s-ecr-login-renew at 30469fe, src/k8s/kubernetes.go: a CronJob whose program reads, then creates or updates.
 * https://github.com/nabsul/k8s-ecr-login-renew/blob/30469febfd01d7596d23f0835927f9f016a36c93/src/k8s/kubernetes.go
 */
const cronJob: OldWriter = {
  name: 'a CronJob',
  source: {
    kind: 'cronjobs.batch',
    path: (namespace) => `/apis/batch/v1/namespaces/${namespace}/cronjobs`,
    object: (secret) => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: secret },
      spec: {
        schedule: '0 */6 * * *',
        jobTemplate: {
          spec: {
            template: {
              spec: {
                restartPolicy: 'Never',
                containers: [{ name: 'renew', image: 'nabsul/k8s-ecr-login-renew:v1.7.1' }],
              },
            },
          },
        },
      },
    }),
  },
  write: (admin, at, dockerConfig) =>
    createOrUpdate(
      admin,
      at,
      { data: { '.dockerconfigjson': encoded(dockerConfig) } },
      'k8s-ecr-login-renew',
    ),
};

/**
 * external-secrets/external-secrets at dc71c28, pkg/controllers/externalsecret/externalsecret_controller.go, with its
 * default creationPolicy Owner: the ExternalSecret owns the secret as its controller.
 * https://github.com/external-secrets/external-secrets/blob/dc71c281725d5cafee475ddc9c65dd06b6a5a1b4/pkg/controllers/externalsecret/externalsecret_controller.go
 */
const externalSecrets: OldWriter = {
  name: 'External Secrets',
  source: {
    kind: 'externalsecrets.external-secrets.io',
    path: (namespace) => `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets`,
    object: (secret) => ({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: secret },
      spec: {
        refreshInterval: '6h',
        target: { name: secret, template: { type: 'kubernetes.io/dockerconfigjson' } },
        dataFrom: [
          {
            sourceRef: {
              generatorRef: {
                apiVersion: 'generators.external-secrets.io/v1alpha1',
                kind: 'ECRAuthorizationToken',
                name: 'ecr',
              },
            },
          },
        ],
      },
    }),
  },
  crd: definition('external-secrets.io', 'v1', { plural: 'externalsecrets', kind: 'ExternalSecret' }),
  write: (admin, at, dockerConfig, uid) => {
    const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: at.secret, uid };
    const metadata = {
      labels: { 'reconcile.external-secrets.io/created-by': 'd75ea2ed5b30f5f2f4a4a1e4a5a9f7a1' },
      annotations: { 'reconcile.external-secrets.io/data-hash': 'c3d1c7d0b0f2b8f9a7c0' },
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    };
    const data = { '.dockerconfigjson': encoded(dockerConfig) };
    return createOrUpdate(
      admin,
      at,
      { metadata, data },
      `externalsecrets.external-secrets.io%2F${at.secret}`,
    );
  },
};

export const oldWriters = { ecrSecretOperator, cronJob, externalSecrets };
