import type { ApiAnswer, ApiClient } from './client.ts';

const group = 'config.openshift.io';
export const infrastructures = `/apis/${group}/v1/infrastructures`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** OpenShift's definition, as far as is needed: https://github.com/openshift/api/tree/master/config/v1 */
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

/** Gives a real API server OpenShift's API for it, and `infrastructures/cluster`; replaces what it says if it is there. */
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

/** Established is not enough: the server that was asked may not have heard yet. */
async function untilServed(admin: ApiClient): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { status } = await admin.get(infrastructures);
    if (status === 200) return;
  }
  throw new Error('The API server did not come to serve infrastructures within a minute.');
}
