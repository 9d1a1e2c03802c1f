import { describe } from '@jest/globals';
import { applyManifests } from '../support/controlplane/applyManifests.ts';
import { startControlPlane } from '../support/controlplane/start.ts';
import { ApiClient } from '../support/kubernetes-contract/client.ts';
import { realSubject } from '../support/kubernetes-contract/subject.ts';
import { type PrintedSubject, printedPermissions } from '../support/permissions/printed.ts';
import { permissionsOfTargets } from '../support/permissions/suite.ts';

describe('on the real kube-apiserver', () => permissionsOfTargets(realSubject));

describe('what pullpass permissions prints, applied to the real kube-apiserver', () =>
  printedPermissions(applied));

async function applied(): Promise<PrintedSubject> {
  const plane = await startControlPlane();
  for (const namespace of ['payments', 'orders', 'team-a']) {
    await plane.kubectl(['create', 'namespace', namespace]);
    // No controller makes it here.
    await plane.kubectl(['create', 'serviceaccount', 'default', '--namespace', namespace]);
  }
  const admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  let token: string | undefined;
  return {
    kubeconfig: async () => {
      token ??= (
        await plane.kubectl(['create', 'token', 'puller', '--namespace', 'infra', '--duration', '8760h'])
      ).trim();
      return plane.kubeconfig({ token });
    },
    apply: async (text) => {
      await plane.kubectl(['apply', '-f', '-'], { input: text });
    },
    change: (manifests) => applyManifests(admin, manifests),
    async stop() {
      admin.close();
      await plane.stop();
    },
  };
}
