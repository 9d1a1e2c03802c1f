import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminApi, adminApi } from '../../../cli/admin/adminApi.ts';
import { loadContext } from '../../../cli/admin/loadContext.ts';
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts';
import { ApiClient } from '../kubernetes-contract/client.ts';
import { addDedicatedAdmins, bindDedicatedAdmins, dedicatedAdmins } from '../openshift/dedicatedAdmin.ts';
import { made } from '../openshift/made.ts';
import { serveProjects } from '../openshift/projects.ts';

/** A real kube-apiserver with RBAC, OpenShift's projects, and admins of several kinds. */
export interface RbacGround {
  plane: ControlPlane;
  /** In `system:masters`. */
  admin: ApiClient;
  /**
   * Signs in like the program with a kubeconfig: as `admin`, as `dedicated` in the group dedicated-admins, or as
   * `lead`, without rights.
   */
  as(user: 'admin' | 'dedicated' | 'lead'): Promise<AdminApi>;
  /** A client with a service account's token. */
  asAccount(namespace: string, name: string): Promise<ApiClient>;
  addNamespace(name: string, labels?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export async function startRbacGround(namespaces: readonly string[]): Promise<RbacGround> {
  const plane = await startControlPlane({ users: { dedicated: { groups: [dedicatedAdmins] }, lead: {} } });
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-rbac-'));
  const admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  const ends: (() => void)[] = [() => admin.close()];
  await addDedicatedAdmins(admin);
  const projects = await serveProjects(admin);
  const addNamespace = async (name: string, labels = {}) => {
    made(await admin.post('/api/v1/namespaces', { metadata: { name, labels } }));
    await bindDedicatedAdmins(admin, name);
  };
  for (const name of namespaces) await addNamespace(name);
  return {
    plane,
    admin,
    addNamespace,
    async as(user) {
      const kubeconfig = join(folder, randomUUID());
      await writeFile(kubeconfig, plane.kubeconfig({ user }));
      const api = await adminApi(
        await loadContext({ kubeconfig }, { environment: {} }),
        new AbortController().signal,
      );
      ends.push(() => api.close());
      return api;
    },
    async asAccount(namespace, name) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const answer = await admin.post(path, { spec: { expirationSeconds: 3600 } });
      made(answer);
      const { token } = answer.json<{ status: { token: string } }>().status;
      const client = new ApiClient(plane.server, plane.ca, token);
      ends.push(() => client.close());
      return client;
    },
    async stop() {
      for (const end of ends) end();
      await projects.stop();
      await plane.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
