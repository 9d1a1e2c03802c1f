import type { Roles } from '../../../shared/rbac/rules.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import type { ContractSubject } from '../kubernetes-contract/subject.ts';
import { InCluster } from './inCluster.ts';
import { accountsOf, type Life } from './life.ts';
import { type PullPass, startPullPass } from './pullPass.ts';

/** PullPass and an OpenShift cluster with a hosted control plane, in which every kind of target can work. */
export interface Ground {
  pullPass: PullPass;
  inCluster: InCluster;
  /** Makes what such a target needs there, and an identity with these roles. Registers nothing yet. */
  begin(example: Target, roles: Roles, by?: 'name' | 'label'): Promise<Life>;
  stop(): Promise<void>;
}

const registries = [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }];

export async function startGround(start: () => Promise<ContractSubject>): Promise<Ground> {
  const subject = await start();
  await subject.addInfrastructure('External');
  const inCluster = new InCluster(subject);
  const pullPass = await startPullPass();
  let lives = 0;
  return {
    pullPass,
    inCluster,
    async begin(example, roles, by = 'name') {
      lives += 1;
      const name = `life-${lives}`;
      const target = inNamespace(example, name, by);
      const namespace = fixedNamespace(example) ?? name;
      if (namespace === name) await inCluster.addNamespace(name, { life: name }, accountsOf(target));
      const kubeconfig = await inCluster.addIdentity(name, roles, namespace);
      const registration = { name, kubeconfig, registries, targets: [target] };
      return { name, target, namespace, registration, pullPass, inCluster };
    },
    async stop() {
      inCluster.close();
      await pullPass.stop();
      await subject.stop();
    },
  };
}

/** The target for its own namespace, if its kind offers the choice. */
function inNamespace(example: Target, name: string, by: 'name' | 'label'): Target {
  const namespaces = by === 'name' ? { include: [name] } : { labelSelector: `life=${name}` };
  return kindOf(example).withNamespaces?.(example, namespaces) ?? example;
}

function fixedNamespace(example: Target): string | undefined {
  const { withNamespaces, selection } = kindOf(example);
  return withNamespaces === undefined ? selection(example).include?.[0] : undefined;
}
