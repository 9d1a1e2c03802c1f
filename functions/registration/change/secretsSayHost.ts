import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { registryKindOf } from '../../../shared/registries/kinds.ts';

/** Requires the secrets of new or changed registries to say their host. */
export function secretsSayHost({ registries }: ClusterSpec): Pick<ClusterRecord, 'secretsSayHost'> {
  const mustSay = registries.some((registry) => registryKindOf(registry).saysNoHost !== undefined);
  return mustSay ? { secretsSayHost: true } : {};
}
