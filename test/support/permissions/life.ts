import { expect } from '@jest/globals';
import type { FailureReport } from '../../../shared/failure.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { hour } from '../fleet/fleet.ts';
import type { InCluster } from './inCluster.ts';
import type { PullPass } from './pullPass.ts';

/** A cluster with one target in one namespace. */
export interface Life {
  name: string;
  target: Target;
  namespace: string;
  /** The body that registers it. */
  registration: object;
  pullPass: PullPass;
  inCluster: InCluster;
}

/** An empty docker config, and not a valid value of anything else. */
const overwritten = '{}';

/** Everything that pushes do for a target, in the order in which it becomes necessary. */
const steps: Record<string, (life: Life) => Promise<FailureReport | undefined>> = {
  serve: pushed,

  async 'mend what others changed'(life) {
    const { inCluster, namespace, target } = life;
    for (const secret of secretsOf(target)) await inCluster.overwrite(namespace, secret, overwritten);
    for (const account of accountsOf(target)) await inCluster.unlink(namespace, account);
    return pushed(life);
  },

  async 'make anew what others deleted'(life) {
    await deleteSecrets(life);
    return pushed(life);
  },

  'clean up': deregistered,
};

/** Goes through a whole life, from the registration on; if a step fails, returns which, and its failure. */
export async function live(life: Life): Promise<{ step: string; error: FailureReport } | undefined> {
  for (const [step, take] of Object.entries(steps)) {
    const error = await take(life);
    if (error !== undefined) return { step, error };
  }
  return undefined;
}

/** Lets hours pass, pushes, and checks that everything is in place, unless the push says that it is not. */
export async function pushed(life: Life): Promise<FailureReport | undefined> {
  const { pullPass, inCluster, name, target, namespace } = life;
  // At least the time between two writes of a whole cluster's pull secret.
  pullPass.clock.now += 5 * hour;
  const error = (await pullPass.work(name))?.status.error;
  if (error !== undefined) return error;
  for (const secret of secretsOf(target)) {
    const values = Object.values((await inCluster.values(namespace, secret)) ?? {});
    expect(values.length).toBeGreaterThan(0);
    expect(values).not.toContain(overwritten);
    for (const account of accountsOf(target))
      expect(await inCluster.links(namespace, account)).toEqual([secret, secret]);
  }
  return undefined;
}

/** Deregisters, and checks that nothing is left, unless the record stays and says why. */
export async function deregistered(life: Life): Promise<FailureReport | undefined> {
  const { pullPass, inCluster, name, target, namespace } = life;
  await pullPass.call(202, 'DELETE', `/clusters/${name}`);
  const record = await pullPass.work(name);
  if (record !== undefined) return record.status.error;
  for (const secret of secretsOf(target)) expect(await inCluster.values(namespace, secret)).toBeUndefined();
  for (const account of accountsOf(target)) expect(await inCluster.links(namespace, account)).toEqual([]);
  return undefined;
}

/** As others in the cluster do. */
export async function deleteSecrets({ inCluster, namespace, target }: Life): Promise<void> {
  for (const secret of secretsOf(target)) await inCluster.deleteSecret(namespace, secret);
}

export async function isServed({ inCluster, namespace, target }: Life): Promise<boolean> {
  const all = await Promise.all(secretsOf(target).map((secret) => inCluster.values(namespace, secret)));
  return all.every((values) => values !== undefined);
}

function secretsOf(target: Target): string[] {
  return kindOf(target).secretNames(target);
}

/** The service accounts that it links, including optional ones. */
export function accountsOf(target: Target): string[] {
  const changed = kindOf(target)
    .permissions(target)
    .filter(({ resource }) => resource === 'serviceaccounts');
  return [...new Set(changed.flatMap(({ name }) => name ?? []))];
}
