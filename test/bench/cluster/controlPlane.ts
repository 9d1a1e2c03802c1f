import { type ControlPlane, startControlPlane } from '../../support/controlplane/start.ts';

/** A real kube-apiserver with `count` namespaces, and the users `pullpass` and `raw`, who may write secrets. */
export async function startBenchPlane(count: number): Promise<{ plane: ControlPlane; namespaces: string[] }> {
  const plane = await startControlPlane({ users: { pullpass: {}, raw: {} } });
  try {
    const namespaces = Array.from({ length: count }, (_, index) => `bench-${String(index).padStart(4, '0')}`);
    const items = [
      ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...permissions(),
    ];
    await plane.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    });
    return { plane, namespaces };
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

function permissions() {
  const metadata = { name: 'bench' };
  const apiGroup = 'rbac.authorization.k8s.io';
  return [
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch'] },
        { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
      ],
    },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup, kind: 'ClusterRole', name: metadata.name },
      subjects: ['pullpass', 'raw'].map((name) => ({ apiGroup, kind: 'User', name })),
    },
  ];
}
