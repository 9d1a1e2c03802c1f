import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';

/** What is asked of the secrets of a cluster whose registries are new or changed. */
export function secretsSayHost({ registries }: ClusterSpec): Pick<ClusterRecord, 'secretsSayHost'> {
  return registries.some(({ kind }) => kind === 'static') ? { secretsSayHost: true } : {};
}
