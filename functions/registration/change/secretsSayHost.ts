import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { registryKindOf } from '../../../shared/registries/kinds.ts';

/** What is asked of the secrets of a cluster whose registries are new or changed. */
export function secretsSayHost({ registries }: ClusterSpec): Pick<ClusterRecord, 'secretsSayHost'> {
  const mustSay = registries.some((registry) => registryKindOf(registry).saysNoHost !== undefined);
  return mustSay ? { secretsSayHost: true } : {};
}
