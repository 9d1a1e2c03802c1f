import type { ProbeFinding } from '../../../shared/api/probe.ts';
import type { Findings, NetworkFinding } from '../../../shared/preflight/findings.ts';
import { type Fitted, fitted } from '../../../shared/preflight/fitting.ts';
import { preflight } from '../../../shared/preflight/preflight.ts';
import { probe } from '../../../shared/preflight/probe/probe.ts';
import { networkRequest } from '../../../shared/preflight/request.ts';
import type { PushWorld } from '../world.ts';
import { askServices } from './askServices.ts';

/**
 * Answers the registration and the smoke test about what only this function's network can show. The push function
 * answers, so that the same role, subnets and security groups apply to the result as to pushes.
 */
export function networkHandler(
  world: Pick<PushWorld, 'site' | 'services' | 'freshTokens' | 'allowedCidrs' | 'now' | 'log'>,
) {
  return async (event: unknown): Promise<Fitted<Findings> | NetworkFinding | ProbeFinding> => {
    const { site, log } = world;
    const request = networkRequest.safeParse(event);
    // zod's own message would be logged, and quote the event.
    if (!request.success) throw new Error('The event is neither from SQS nor a known request.');
    if (request.data.ask === 'probe') {
      const { address, milliseconds } = request.data;
      const found = await probe(address, { allowedCidrs: world.allowedCidrs, milliseconds });
      log.info('probe made', { server: address.server, site, reach: found.reach, tls: found.tls });
      return found;
    }
    const services = world.services();
    if (request.data.ask === 'network') return askServices(site, services);

    const { spec, kubeconfig, milliseconds, served } = request.data;
    const always = services.filter((service) => service.always);
    const [network, findings] = await Promise.all([
      askServices(site, always),
      preflight(world, { spec, kubeconfig }, world.now() + milliseconds, served),
    ]);
    log.info('preflight made', { cluster: spec.name, site });
    return fitted({ ...findings, network });
  };
}
