import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { HostPatterns } from '../../../shared/registries/hostPatterns.ts';
import { strangeHosts } from '../../../shared/registries/strangeHosts.ts';
import { invalid } from './validate.ts';

/** Throws a Problem 422 that names each host to which this deployment gives no ECR token. */
export function refuseStrangeHosts(ecrHosts: HostPatterns, { registries }: ClusterSpec): void {
  const errors = registries.flatMap((registry, at) =>
    strangeHosts(registry, ecrHosts).map(({ index }) => ({
      pointer: `/registries/${at}/hosts/${index}`,
      message:
        'is not an ECR host, so it gets no ECR token; if it is your own name for ECR, deploy with the parameter ecrHosts',
      expected: ecrHosts.length === 0 ? 'a host of ECR' : `a host of ECR, or ${ecrHosts.join(' or ')}`,
      received: 'another host',
    })),
  );
  if (errors.length > 0) throw invalid(errors);
}
