import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { specOf } from './routes/specOf.ts';
import type { ClusterResource } from './schemas.ts';

/** A record as callers see it: where its kubeconfig lies, claims and retired targets are not theirs. */
export function toResource({ spec, status, kubeconfig, version }: ClusterRecord): ClusterResource {
  const { failingSince: _, servedVersion: ___, namespaces, ...shown } = status;
  const { version: __, ...reference } = kubeconfig;
  return { ...specOf(spec), status: { ...shown, namespaces, kubeconfig: reference }, version };
}
