import { account, isRevoked } from '../service/cluster.ts';
import { namedCredentials } from '../service/credentials.ts';
import type { Observation } from '../service/observe.ts';
import { namespaceNames } from '../steps/specs.ts';
import type { Schedule } from '../steps/step.ts';
import { hour, minute, type World } from '../world.ts';

/** What must be true once everything is repaired and the healing time is over. */
export const healed = (world: World, seen: Observation): string[] =>
  world.clusters.flatMap((cluster) => {
    const record = seen.records.get(cluster.name);
    if (record === undefined) {
      const left = [...cluster.held().keys()];
      return left.length > 0 ? [`${cluster.name} is forgotten, but ${left} are still in it`] : [];
    }
    if (record.phase === 'Paused') return [];
    // With a dead credential nothing can be removed, and a deregistering cluster accepts no other: it is forgotten by
    // force.
    const isLocked = record.renew && !namedCredentials(world, cluster, record).some(({ works }) => works);
    if (record.phase === 'Deregistering' && isLocked) return [];
    if (record.phase === 'Deregistering')
      return [`${cluster.name} is not gone yet: ${JSON.stringify(record.error)}`];
    const says = JSON.stringify({ ...record, spec: undefined });
    // That its token was refused has just been found out: it is due, and is checked again an interval later.
    if (Date.parse(record.withdrawnAt ?? '') > world.now - 2 * minute) return [];
    const { failure } = record.kubeconfig.renewal ?? {};
    if (failure !== undefined)
      return [`${cluster.name} does not renew its credential after it was mended: ${says}`];
    if (record.phase !== 'Healthy') return [`${cluster.name} is not served after it was mended: ${says}`];
    // If tokens were seen to stop working early, they count for an hour, and are replaced after a third of it.
    const isBound = Object.values(record.tokenNotes ?? {}).some(({ boundSince }) => boundSince !== undefined);
    if (Date.parse(record.validUntil ?? '') < world.now + (isBound ? hour / 4 : 3 * hour))
      return [`${cluster.name} has an old token after it was mended: ${says}`];
    return [];
  });

/** What must be true an interval later: new namespaces are served as well. */
export const served = (world: World, { clusters: shapes }: Schedule, seen: Observation): string[] =>
  world.clusters.flatMap((cluster, index) => {
    const record = seen.records.get(cluster.name);
    const shape = shapes[index];
    if (record === undefined || shape === undefined) return [];
    if (record.phase === 'Paused' || record.phase === 'Deregistering') return [];
    const hosts = record.spec.registries.length;
    const held = cluster.held();
    return (record.spec.targets as { secretName: string; serviceAccounts: string[] }[]).flatMap(
      ({ secretName, serviceAccounts }) =>
        namespacesOf(secretName, shape).flatMap((namespace) => {
          const where = `${cluster.name}: ${namespace}/${secretName}`;
          const tokens = held.get(`${namespace}/${secretName}`);
          if (tokens?.size !== hosts) return [`${where} lacks a token`];
          const refused = [...tokens.keys()].filter((host) => isRevoked(world.service, tokens, host));
          if (refused.length > 0) return [`${where} has a token that ${refused} refuses, an interval later`];
          const links = cluster.sim.serviceAccount(namespace, account);
          const linked = (list: { name?: string }[] = []) => list.some(({ name }) => name === secretName);
          const isLinked = linked(links?.imagePullSecrets) && linked(links?.secrets);
          return serviceAccounts.length > 0 && !isLinked ? [`${where} is not linked`] : [];
        }),
    );
  });

const namespacesOf = (secretName: string, shape: Schedule['clusters'][number]) =>
  secretName === 'other' ? ['team-0'] : namespaceNames(shape);
