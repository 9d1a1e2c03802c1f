import type { Candidate } from '../../../shared/preflight/findings.ts';
import { registryHosts } from '../../../shared/registries/hosts.ts';
import { callerOf, type HttpEvent } from '../http/event.ts';
import type { World } from '../world.ts';

/**
 * Logs who had which credentials fetched and tried, and where: a dry run leaves no other trace. Roles, hosts and ARNs
 * of secrets are names; no credential is among them.
 */
export function logChecks(
  { log }: Pick<World, 'log'>,
  event: HttpEvent,
  { spec, kubeconfig }: Candidate,
  dryRun: boolean,
): void {
  const { registries } = spec;
  const once = (names: readonly string[]) => [...new Set(names)].sort();
  log.info('checks asked for', {
    cluster: spec.name,
    by: callerOf(event),
    dryRun,
    server: kubeconfig.server,
    roles: once(registries.map(({ roleArn }) => roleArn ?? 'PullPass')),
    hosts: once(registries.flatMap(registryHosts)),
    secrets: once(registries.flatMap((registry) => ('secretArn' in registry ? registry.secretArn : []))),
    requestId: event.requestContext.requestId,
  });
}
