import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../../cli/api/client.ts';
import { clientAt } from '../../../cli/api/clientAt.ts';
import { root } from '../../../cli/deploy/build/functions.ts';
import { startSimulatedServer } from '../../../shared/simulation/server.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { start } from '../../support/start/program.ts';
import { type Size, startTmux, type Terminal } from '../../support/tmux/startTmux.ts';
import { type Gate, startGate } from './gate.ts';
import { together } from './together.ts';
import { until } from './until.ts';

/** A fleet on this machine, served by `npm start`, and terminals to look at it. */
export interface TerminalWorld {
  /** Opens a terminal that runs `pullpass ARGS` in it. */
  pullpass(args: readonly string[], size: Size, environment?: NodeJS.ProcessEnv): Promise<Terminal>;
  /** The program's environment. */
  environment: NodeJS.ProcessEnv;
  gate: Gate;
  api: Client;
  /** The clusters of `npm start`, and one that does not answer. */
  registered: readonly string[];
  /** The admin's folder: `NAME.kubeconfig` for each cluster that is not registered yet. */
  folder: string;
  unregistered: readonly string[];
  stop(): Promise<void>;
}

export const program = join(root, 'cli/bin/pullpass.js');
/** Longer than a terminal of 40 columns has room for. */
export const unreachable = 'warehouse-of-the-northern-provinces-eu-west-1';

export async function startTerminalWorld(): Promise<TerminalWorld> {
  return together(async (keep, stop) => {
    const tmux = keep(await startTmux());
    const service = start(['--port', '0']);
    keep({
      async stop() {
        service.child.kill('SIGTERM');
        await service.ended;
      },
    });
    const url = await service.api();
    const gate = keep(await startGate(url));
    const connection = clientAt(url, { signal: new AbortController().signal });
    keep({ stop: async () => connection.close() });
    const api = connection.client;
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-admin-'));
    keep({ stop: () => rm(folder, { recursive: true, force: true }) });

    const server = keep(await startSimulatedServer());
    const unregistered: string[] = [];
    for (let number = 1; number <= 20; number += 1) {
      const name = `new-${String(number).padStart(2, '0')}`;
      const cluster = new TestCluster({ name });
      cluster.addNamespace('payments');
      const endpoint = await server.addAt(cluster, `127.0.3.${number}`);
      await writeFile(join(folder, `${name}.kubeconfig`), endpoint.kubeconfig('admin'), { mode: 0o600 });
      unregistered.push(name);
    }
    const gone = await startSimulatedServer();
    const kubeconfig = gone.add(new TestCluster({ name: 'gone' })).kubeconfig('admin');
    await gone.stop();
    const registration = {
      name: unreachable,
      kubeconfig,
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
      targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
    };
    await api.put(registration, { onlyNew: true, preflight: false });
    const clusters = await until(
      'the demo fleet to be served',
      () => api.list({}),
      (all) => all.length === 4 && all.every(({ status }) => status.lastAttemptAt !== undefined),
    );
    const environment = { PATH: process.env['PATH'], HOME: folder, PULLPASS_API: gate.url };
    return {
      pullpass: (args, size, more = {}) =>
        tmux.open([process.execPath, program, ...args], { ...environment, ...more }, size),
      environment,
      gate,
      api,
      registered: clusters.map(({ name }) => name),
      folder,
      unregistered,
      stop,
    };
  });
}
