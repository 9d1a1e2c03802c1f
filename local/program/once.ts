import { fleetTable } from '../../cli/terminal/table.ts';
import { leftUntil } from '../../cli/terminal/times.ts';
import { registryHosts } from '../../shared/registries/hosts.ts';
import { readBack } from '../demo/readBack.ts';
import type { Service } from '../service/startService.ts';
import { type Registering, registerAll } from './registerAll.ts';

export interface Cycle extends Registering {
  service: Service;
  /** Whether tokens come from the real ECR. */
  real: boolean;
  print: (lines: readonly string[]) => void;
  width: number;
  colour: boolean;
  now: () => number;
}

/**
 * One full cycle: registers, ticks, delivers the queue, and reads back from the simulated clusters what was written.
 *
 * @returns whether every cluster is Healthy, nothing was refused, and what was read back is right
 */
export async function once(cycle: Cycle): Promise<boolean> {
  const { api, service, demo, registry, real, say, print, width, colour, now } = cycle;
  const startedAt = now();
  const refused = (await registerAll(cycle)).length;
  const tick = await service.tick();
  await service.deliver();
  const clusters = await api.list();

  print(['', ...fleetTable(clusters, { now: now(), width, colour }), '']);
  const [host = ''] = registryHosts(registry);
  const found = demo.map((cluster) => readBack(cluster, { host, now: now(), real }));
  for (const { cluster, namespaces, problems } of found) {
    say(
      problems.length === 0
        ? `Read back from ${cluster}: a fresh token for ${host} in ${namespaces} of ${namespaces} namespaces, linked to its service accounts.`
        : `Read back from ${cluster}, wrong: ${problems.join('; ')}`,
    );
  }

  const healthy = clusters.filter(({ status }) => status.phase === 'Healthy');
  const wrong = found.filter(({ problems }) => problems.length > 0).length;
  const good =
    clusters.length > 0 &&
    healthy.length === clusters.length &&
    refused === 0 &&
    wrong === 0 &&
    tick.outcome === 'returned';
  say(closing());
  return good;

  function closing(): string {
    const seconds = ((now() - startedAt) / 1000).toFixed(1);
    if (clusters.length === 0) return 'No clusters are registered: there was nothing to refresh.';
    const validUntil = healthy.flatMap(({ status }) => status.validUntil ?? []).sort()[0];
    const left = validUntil === undefined ? '' : `, valid for ${leftUntil(validUntil, now())}`;
    const others = [
      ...(refused > 0 ? [`${refused} not registered`] : []),
      ...(wrong > 0 ? [`${wrong} not as recorded`] : []),
      ...(tick.outcome === 'returned' ? [] : ['the tick failed']),
    ];
    return `${good ? 'OK' : 'FAILED'}: ${healthy.length} of ${clusters.length} clusters Healthy${left}${others.map((each) => `, ${each}`).join('')} (${seconds} s).`;
  }
}
