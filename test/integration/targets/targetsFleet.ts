import { randomUUID } from 'node:crypto';
import { decideChange } from '../../../functions/registration/change/decideChange.ts';
import { effectsOf } from '../../../functions/registration/change/effectsOf.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { changeCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const otherHost = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

const registries = [
  { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' },
  { name: 'other', kind: 'ecr', accountId: '123456789012', region: 'eu-central-1' },
] as ClusterSpec['registries'];

/** A fleet whose one cluster has these targets, as an admin would write them. */
export interface TargetsFleet extends Fleet {
  serve(targets: readonly object[], fields?: Partial<ClusterSpec>): ReturnType<Fleet['refresh']>;
  /** Replaces the targets, as a PUT would, and pushes. */
  change(targets: readonly object[]): ReturnType<Fleet['refresh']>;
  deregister(): Promise<void>;
  /** The values of a secret in the cluster, as a pod that mounts it reads them. */
  values(namespace: string, name: string): Record<string, string> | undefined;
  /** Somebody's own kubectl: sends a request as cluster admin. */
  kubectl(method: string, path: string, body?: unknown, manager?: string): void;
  eventMessages(type: string): Promise<string[]>;
}

export async function startTargetsFleet(): Promise<TargetsFleet> {
  const fleet = await startFleet();
  return Object.assign(fleet, {
    async serve(targets: readonly object[], fields: Partial<ClusterSpec> = {}) {
      await fleet.register({ registries, targets: targets as Target[], ...fields });
      return fleet.refresh();
    },
    async change(targets: readonly object[]) {
      const record = await readCluster(fleet.table, 'prod-eu-1');
      if (record === undefined) throw new Error('there is no cluster');
      const spec = clusterSpec.parse({ ...record.spec, targets });
      const at = { now: fleet.clock.now, claim: randomUUID() };
      const fields = ['targets'] as const;
      const change = { spec, kubeconfig: record.kubeconfig, fields, effects: effectsOf(fields, spec) };
      await changeCluster(fleet.table, decideChange(record, change, at).record, record);
      return fleet.refresh();
    },
    async deregister() {
      await setFields(fleet.table, 'prod-eu-1', { phase: 'Deregistering' });
      await fleet.refresh();
    },
    values(namespace: string, name: string) {
      const data = fleet.cluster.secret(namespace, name)?.data;
      return data && Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
    },
    kubectl(method: string, path: string, body?: unknown, manager = 'kubectl-edit') {
      const answer = fleet.cluster.handle({
        method,
        url: `${path}?fieldManager=${manager}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: body === undefined ? '' : JSON.stringify(body),
        certificateUser: { username: 'ann', groups: ['system:masters', 'system:authenticated'] },
      });
      if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}`);
    },
    async eventMessages(type: string) {
      const { events } = await readEvents(fleet.table, 'prod-eu-1', { limit: 100, now: fleet.clock.now });
      return events.filter((event) => event.type === type).map(({ message }) => message);
    },
  });
}

const plain = (value: string) => Buffer.from(value, 'base64').toString();
