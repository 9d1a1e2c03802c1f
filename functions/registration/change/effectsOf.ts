import { isDeepStrictEqual } from 'node:util';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';

export type ChangedField = keyof ClusterSpec | 'kubeconfig';

/** What follows from a change. */
export interface Effects {
  /** What the cluster holds, or how it is reached, changes: the change is checked and pushed. */
  written?: boolean;
  /** It is pushed at once; if paused, when it is resumed. */
  pushed?: boolean;
  /** A credential should renew itself that did not before, or was not in use. */
  renews?: boolean;
  /** The next push comes after this many minutes at most. */
  withinMinutes?: number;
  /** Everything is written again after this many minutes at most. */
  refreshedWithinMinutes?: number;
}

const inTheCluster = () => ({ written: true, pushed: true });
const nothing = () => ({});

/** The effects of each field, by its new value. A context changes only with its kubeconfig. */
const effects: Readonly<Record<ChangedField, (spec: ClusterSpec) => Effects>> = {
  name: nothing,
  labels: nothing,
  context: nothing,
  site: inTheCluster,
  registries: inTheCluster,
  targets: inTheCluster,
  kubeconfig: ({ renew }) => ({ ...inTheCluster(), renews: renew }),
  refreshEveryMinutes: (spec) => ({ refreshedWithinMinutes: spec.refreshEveryMinutes }),
  sweepEveryMinutes: ({ sweepEveryMinutes: every }) => (every > 0 ? { withinMinutes: every } : {}),
  renew: ({ renew }) => (renew ? { renews: true, withinMinutes: 0 } : {}),
  paused: ({ paused }) => ({ pushed: !paused }),
};

/** Names of the fields in which `spec` differs from the record, and `kubeconfig` if the credential differs. */
export function changedFields(
  { spec: before }: ClusterRecord,
  spec: ClusterSpec,
  credential: boolean,
): ChangedField[] {
  const { kubeconfig: _, ...ofSpec } = effects;
  const fields = Object.keys(ofSpec) as (keyof ClusterSpec)[];
  return [
    ...fields.filter((field) => !isDeepStrictEqual(before[field], spec[field])).sort(),
    ...(credential ? (['kubeconfig'] as const) : []),
  ];
}

/** The combined effects of changing these fields to the values in `spec`. */
export function effectsOf(fields: readonly ChangedField[], spec: ClusterSpec): Required<Effects> {
  const each = fields.map((field) => effects[field](spec));
  return {
    written: each.some(({ written }) => written),
    pushed: each.some(({ pushed }) => pushed),
    renews: each.some(({ renews }) => renews),
    withinMinutes: Math.min(...each.flatMap(({ withinMinutes = [] }) => withinMinutes)),
    refreshedWithinMinutes: Math.min(
      ...each.flatMap(({ refreshedWithinMinutes = [] }) => refreshedWithinMinutes),
    ),
  };
}
