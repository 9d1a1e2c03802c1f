import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import type { ApiClient } from '../kubernetes-contract/client.ts';
import { bindDedicatedAdmins } from './dedicatedAdmin.ts';
import { made } from './made.ts';

const group = 'project.openshift.io';
const root = `/apis/${group}/v1`;
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/**
 * A small stand-in for OpenShift's projects API, aggregated behind the real kube-apiserver, which authorizes each
 * request and names its user. A requested project is made like ROSA's template does: with the label `name`, and with a
 * RoleBinding `admin` for the requester. As there, labels in the request are dropped.
 * Source: https://github.com/openshift/managed-cluster-config,
 * deploy/rbac-permissions-operator-config/01-osd-project-request.Template.yaml at commit
 * 4dfa3e35b6b86643f1c40c77ca5ed13a2ce4c867
 */
export async function serveProjects(admin: ApiClient): Promise<{ stop(): Promise<void> }> {
  const authority = await createAuthority('projects');
  const { certificate, key } = await authority.issue({
    commonName: 'localhost',
    dnsNames: ['localhost'],
    addresses: ['127.0.0.1'],
  });
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void answer(admin, request, response).catch((error) => send(response, 500, status(500, String(error))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await register(admin, port);
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function register(admin: ApiClient, port: number): Promise<void> {
  await admin.post('/api/v1/namespaces', { metadata: { name: 'openshift-apiserver' } });
  const service = { metadata: { name: 'api' }, spec: { type: 'ExternalName', externalName: 'localhost' } };
  made(await admin.post('/api/v1/namespaces/openshift-apiserver/services', service));
  const apiService = {
    metadata: { name: `v1.${group}` },
    spec: {
      group,
      version: 'v1',
      groupPriorityMinimum: 9900,
      versionPriority: 15,
      insecureSkipTLSVerify: true,
      service: { namespace: 'openshift-apiserver', name: 'api', port },
    },
  };
  made(await admin.post('/apis/apiregistration.k8s.io/v1/apiservices', apiService));
  made(await admin.post(`${rbac}/clusterroles`, passes));
  made(
    await admin.post(`${rbac}/clusterrolebindings`, {
      ...passes,
      roleRef: { apiGroup, kind: 'ClusterRole', name: passes.metadata.name },
      subjects: [{ apiGroup, kind: 'Group', name: 'system:authenticated' }],
    }),
  );
  // It answers 503 until the API server sees that it is available.
  while ((await admin.get(root)).status !== 200) await new Promise(setImmediate);
}

async function answer(admin: ApiClient, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '' } = request;
  const path = url.split('?')[0] ?? '';
  const [, name] = new RegExp(`^${root}/projects/([^/]+)$`).exec(path) ?? [];
  if (method === 'GET' && path === root) return send(response, 200, resources);
  if (method === 'POST' && path === `${root}/projectrequests`) return requested(admin, request, response);
  if (method === 'DELETE' && name !== undefined) {
    if (!(await mayDelete(admin, name, request)))
      return send(response, 403, status(403, `projects.${group} "${name}" is forbidden`));
    const deleted = await admin.delete(`/api/v1/namespaces/${name}`);
    return send(response, deleted.status, status(deleted.status, ''));
  }
  return send(response, 404, status(404, 'not found'));
}

/**
 * OpenShift's API server checks access to a project in the namespace of the same name. A plain API
 * server checks in none; the role below lets everybody pass.
 * Source: https://github.com/openshift/kubernetes, openshift-kube-apiserver, projectRequestInfoResolver
 */
async function mayDelete(admin: ApiClient, name: string, { headers }: IncomingMessage): Promise<boolean> {
  const review = await admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: {
      user: String(headers['x-remote-user']),
      groups: String(headers['x-remote-group'] ?? '').split(', '),
      resourceAttributes: { verb: 'delete', group, resource: 'projects', namespace: name, name },
    },
  });
  return review.json<{ status: { allowed: boolean } }>().status.allowed;
}

const passes = {
  metadata: { name: 'projects-are-asked-for-in-their-namespace' },
  rules: [{ apiGroups: [group], resources: ['projects'], verbs: ['delete'] }],
};

async function requested(
  admin: ApiClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const user = String(request.headers['x-remote-user']);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { metadata, description = '' } = JSON.parse(Buffer.concat(chunks).toString()) as {
    metadata: { name: string };
    description?: string;
  };
  const { name } = metadata;
  const created = await admin.post('/api/v1/namespaces', {
    metadata: {
      name,
      labels: { name },
      annotations: { 'openshift.io/requester': user, 'openshift.io/description': description },
    },
  });
  if (created.status !== 201) return send(response, created.status, created.json());
  made(
    await admin.post(`${rbac}/namespaces/${name}/rolebindings`, {
      metadata: { name: 'admin' },
      roleRef: { apiGroup, kind: 'ClusterRole', name: 'admin' },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    }),
  );
  await bindDedicatedAdmins(admin, name);
  send(response, 201, { apiVersion: `${group}/v1`, kind: 'Project', metadata: { name } });
}

/** The part of the namespace controller, which does not run with only a kube-apiserver: completes deletions. */
export async function finishNamespaces(admin: ApiClient): Promise<void> {
  const { items } = (await admin.get('/api/v1/namespaces')).json<{
    items: { metadata: { name: string; deletionTimestamp?: string }; spec: object }[];
  }>();
  for (const namespace of items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)) {
    const { name } = namespace.metadata;
    for (const path of [
      `/api/v1/namespaces/${name}/serviceaccounts`,
      `${rbac}/namespaces/${name}/rolebindings`,
      `${rbac}/namespaces/${name}/roles`,
    ])
      made(await admin.delete(path));
    made(
      await admin.put(`/api/v1/namespaces/${name}/finalize`, {
        ...namespace,
        apiVersion: 'v1',
        kind: 'Namespace',
        spec: { finalizers: [] },
      }),
    );
  }
}

const resources = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${group}/v1`,
  resources: [
    {
      name: 'projectrequests',
      singularName: '',
      namespaced: false,
      kind: 'ProjectRequest',
      verbs: ['create', 'list'],
    },
    {
      name: 'projects',
      singularName: '',
      namespaced: false,
      kind: 'Project',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    },
  ],
};

const status = (code: number, message: string) => ({
  apiVersion: 'v1',
  kind: 'Status',
  status: code < 300 ? 'Success' : 'Failure',
  message,
  code,
});

function send(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
