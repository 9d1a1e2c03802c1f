import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { type Connection, connect } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { advice } from '../../../shared/targets/advice.ts';
import type { Fault } from '../../support/simulation/fault.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

const allowedCidrs = parseCidrs('127.0.0.0/8');

describe.each([
  ['over TLS', false],
  ['without sockets', true],
])('a simulated cluster %s', (_, withoutSockets) => {
  let cluster: TestCluster;
  let endpoint: Awaited<ReturnType<typeof startSimulatedCluster>>;
  const open: Connection[] = [];
  /** How many connections it took through sockets. */
  let taken: number;

  beforeEach(async () => {
    cluster = new TestCluster();
    endpoint = await startSimulatedCluster(cluster, { withoutSockets });
    taken = 0;
    const take = cluster.faults.connect.bind(cluster.faults);
    cluster.faults.connect = (...given) => {
      taken++;
      return take(...given);
    };
  });

  afterEach(async () => {
    for (const connection of open.splice(0)) connection.close();
    await endpoint.stop();
  });

  function connected(kubeconfig = endpoint.kubeconfig('admin'), requestTimeout = 10_000): Connection {
    const parsed = parseKubeconfig(kubeconfig, { now: new Date(), allowedCidrs });
    const connection = connect(parsed, {
      advice,
      deadline: Date.now() + 60_000,
      sleep: async () => undefined,
      allowedCidrs,
      requestTimeout,
    });
    open.push(connection);
    return connection;
  }

  test('answers large and small, over connections that are used again', async () => {
    for (let index = 0; index < 1_200; index++) cluster.addNamespace(`team-${index}`);
    const { api } = connected();
    expect((await api.listNamespaces()).length).toBeGreaterThan(1_200);
    for (let index = 0; index < 20; index++) await api.readNamespace(`team-${index}`);
    expect(taken).toBe(withoutSockets ? 0 : 1);
    await Promise.all(Array.from({ length: 40 }, () => api.readNamespace('team-0')));
    expect(taken).toBe(withoutSockets ? 0 : 16);
  });

  test('refuses a stranger', async () => {
    const { api } = connected(endpoint.kubeconfigWithToken('unknown'));
    await expect(api.listNamespaces()).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
  });

  test.each<[Fault, object]>([
    [
      { kind: 'reset', at: 'mid-body' },
      { kind: 'unreachable', message: expect.stringContaining('ECONNRESET') },
    ],
    [{ kind: 'hang', at: 'first-byte' }, { kind: 'timeout' }],
    [{ kind: 'hang', at: 'mid-body' }, { kind: 'timeout' }],
    [{ kind: 'flood' }, { kind: 'unreachable' }],
    [{ kind: 'status', status: 403 }, { kind: 'forbidden' }],
  ])('%j strikes a connection that is open', async (fault, failure) => {
    const { api } = connected(undefined, 1_000);
    await api.reviewSelf();
    cluster.inject(fault);
    await expect(api.listNamespaces()).rejects.toMatchObject(failure);
  });

  test('a fault of the connection ends what is open', async () => {
    const { api } = connected();
    await api.reviewSelf();
    cluster.inject({ kind: 'tls', problem: 'expired' });
    await expect(api.listNamespaces()).rejects.toMatchObject({ kind: 'tls' });
  });

  test('what is under way fails when its connection closes', async () => {
    const handle = cluster.handle.bind(cluster);
    const { api, close } = connected();
    cluster.handle = (request) => {
      close();
      return handle(request);
    };
    await expect(api.listNamespaces()).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('a fault of the simulation is an answer', async () => {
    cluster.handle = () => {
      throw new Error('no such thing');
    };
    await expect(connected().api.listNamespaces()).rejects.toThrow('answered 500');
  });

  test('what TLS decides goes over TLS', async () => {
    const robot = connected(await endpoint.kubeconfigWithCertificate('robot'));
    expect((await robot.api.reviewSelf()).username).toBe('robot');
    expect(taken).toBe(1);
    const stranger = await createAuthority('somebody else');
    const encoded = (pem: string) => Buffer.from(pem).toString('base64');
    const misled = endpoint.kubeconfig('admin').replace(encoded(endpoint.ca), encoded(stranger.certificate));
    await expect(connected(misled).api.reviewSelf()).rejects.toMatchObject({ kind: 'tls' });
    const renamed = endpoint.kubeconfig('admin').replace('127.0.0.1', 'localhost');
    expect((await connected(renamed).api.reviewSelf()).username).toBe('admin');
    expect(taken).toBe(3);
  });

  test('once it has stopped, it refuses', async () => {
    const { api } = connected();
    await api.reviewSelf();
    await endpoint.stop();
    await expect(api.reviewSelf()).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
