import { describe } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import {
  type PrintedManifest,
  type PrintedSubject,
  printedPermissions,
} from '../../support/permissions/printed.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

const user = 'system:serviceaccount:infra:puller';

async function simulated(): Promise<PrintedSubject> {
  const cluster = new TestCluster({ serviceAccounts: ['default'] });
  for (const name of ['payments', 'orders', 'team-a']) cluster.addNamespace(name);
  cluster.addUser(user);
  const endpoint = await startSimulatedCluster(cluster, { withoutSockets: true });
  const change: PrintedSubject['change'] = async (manifests) => {
    cluster.revokeGrants(user);
    for (const { rules = [], metadata } of manifests) cluster.grant(user, rules, metadata.namespace);
  };
  return {
    kubeconfig: async () => endpoint.kubeconfig(user),
    apply: (text) => change(manifestsIn(text)),
    change,
    stop: () => endpoint.stop(),
  };
}

function manifestsIn(text: string): PrintedManifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as PrintedManifest);
}

describe('on the simulated Kubernetes API', () => printedPermissions(simulated));
