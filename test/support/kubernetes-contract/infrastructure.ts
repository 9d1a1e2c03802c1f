import type { ApiAnswer, ApiClient } from './client.ts';

const group = 'config.openshift.io';
export const infrastructures = `/apis/${group}/v1/infrastructures`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The necessary part of OpenShift's definition: https://github.com/openshift/api/tree/master/config/v1 */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `infrastructures.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: {
      plural: 'infrastructures',
      singular: 'infrastructure',
      kind: 'Infrastructure',
      listKind: 'InfrastructureList',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/**
 * Adds OpenShift's API for it, and `infrastructures/cluster`, to a real API server; replaces its content if it exists.
 */
export async function addInfrastructure(admin: ApiClient, controlPlaneTopology: string): Promise<void> {
  await done(admin.apply(`${definitions}/${definition.metadata.name}`, 'contract', definition));
  await untilServed(admin);
  const object = {
    apiVersion: `${group}/v1`,
    kind: 'Infrastructure',
    metadata: { name: 'cluster' },
  };
  await done(admin.apply(`${infrastructures}/cluster`, 'contract', { ...object, spec: {} }));
  const status = { ...object, status: { controlPlaneTopology } };
  await done(admin.apply(`${infrastructures}/cluster/status`, 'contract', status));
}

async function done(asked: Promise<ApiAnswer>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`The API server answered ${status}: ${text}`);
}

/** Established is not enough: this server may not have heard of it yet. */
async function untilServed(admin: ApiClient): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { status } = await admin.get(infrastructures);
    if (status === 200) return;
  }
  throw new Error('The API server did not come to serve infrastructures within a minute.');
}
