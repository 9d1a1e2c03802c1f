import type { FailureReport } from '../../../shared/failure.ts';
import type { NetworkFinding } from '../../../shared/preflight/findings.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import { withoutAnswer } from '../../../shared/registries/awsError.ts';
import type { AwsService } from './services.ts';

/**
 * Which of these services are reachable from the network of `site`, and what it needs for the others. Throws nothing.
 */
export async function askServices(
  site: string | undefined,
  services: readonly AwsService[],
): Promise<NetworkFinding> {
  const failures = (await Promise.all(services.map((service) => askOne(site, service)))).flat();
  return {
    ...(site !== undefined && { network: site }),
    answer: failures.length > 0 ? { failures } : { reached: services.map(({ name }) => name) },
  };
}

async function askOne(
  site: string | undefined,
  { name, endpoint, ask }: AwsService,
): Promise<FailureReport[]> {
  try {
    await ask();
    return [];
  } catch (error) {
    const { $metadata, name: kind } = error as { $metadata?: { httpStatusCode?: number }; name?: string };
    if ($metadata?.httpStatusCode !== undefined) return [];
    const code = withoutAnswer(error) ?? kind;
    return [
      {
        kind: 'unreachable',
        message: `${name} gave no answer in ${networkNamed(site)} (${code})`,
        remedy: `Give its subnets ${endpoint}, or NAT, and let its security groups out on port 443: docs/networks.md#endpoints.`,
      },
    ];
  }
}
