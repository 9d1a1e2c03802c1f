import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { connect } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { startSimulatedServer } from '../../../shared/simulation/server.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

interface Kubeconfig {
  clusters: {
    cluster: { server: string; 'certificate-authority-data': string; 'tls-server-name'?: string };
  }[];
  users: { user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

const decoded = (text = '') => Buffer.from(text, 'base64').toString();

/** Asks for the user's own name, with nothing but what the kubeconfig says. */
async function whoami(yaml: string): Promise<{ status: number; username?: string }> {
  const { clusters, users } = parse(yaml) as Kubeconfig;
  const [{ cluster }, { user }] = [clusters[0], users[0]] as [
    Kubeconfig['clusters'][0],
    Kubeconfig['users'][0],
  ];
  const agent = new Agent({
    ca: decoded(cluster['certificate-authority-data']),
    ...(cluster['tls-server-name'] ? { servername: cluster['tls-server-name'] } : {}),
    ...(user['client-key-data']
      ? { key: decoded(user['client-key-data']), cert: decoded(user['client-certificate-data']) }
      : {}),
  });
  const outgoing = request(`${cluster.server}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      ...(user.token ? { authorization: `Bearer ${user.token}` } : {}),
    },
  });
  outgoing.end('{}');
  const [incoming] = await once(outgoing, 'response');
  let body = '';
  for await (const chunk of incoming) body += chunk;
  agent.destroy();
  return { status: incoming.statusCode, username: JSON.parse(body).status?.userInfo?.username };
}

describe('the server of simulated clusters', () => {
  test('a kubeconfig is all that is needed to sign in, by token or by certificate', async () => {
    const cluster = new TestCluster();
    cluster.addUser('alice');
    const endpoint = await startSimulatedCluster(cluster);
    try {
      expect(await whoami(endpoint.kubeconfig('alice'))).toEqual({ status: 201, username: 'alice' });
      const certificate = await endpoint.kubeconfigWithCertificate('bob');
      expect(await whoami(certificate)).toEqual({ status: 201, username: 'bob' });
      cluster.revokeToken(cluster.tokenOf('alice'));
      const revoked = endpoint.kubeconfigWithToken('revoked');
      expect(await whoami(revoked)).toMatchObject({ status: 401 });
    } finally {
      await endpoint.stop();
    }
  });

  test('many clusters share one port, told apart by their loopback address', async () => {
    const server = await startSimulatedServer();
    try {
      const endpoints = await Promise.all(
        Array.from({ length: 40 }, (_, index): Promise<ClusterEndpoint<TestCluster>> => {
          const cluster = new TestCluster({ name: `c${index}` });
          cluster.addUser(`user-of-${index}`);
          return server.addAt(cluster, `127.${1 + (index % 3)}.${index}.7`);
        }),
      );
      const seen = await Promise.all(
        endpoints.map((endpoint, index) => whoami(endpoint.kubeconfig(`user-of-${index}`))),
      );
      expect(seen.map(({ username }) => username)).toEqual(endpoints.map((_, index) => `user-of-${index}`));
      expect(new Set(endpoints.map(({ server: url }) => new URL(url).port)).size).toBe(1);
      for (const { cluster } of endpoints) expect(cluster.requests.total).toBe(1);
      expect(
        await whoami(endpoints[1]?.kubeconfigWithToken(endpoints[0]?.cluster.adminToken ?? '') ?? ''),
      ).toEqual({
        status: 401,
      });
    } finally {
      await server.stop();
    }
  });

  test('an address with no cluster is reset', async () => {
    const server = await startSimulatedServer();
    try {
      const removed = await server.addAt(new TestCluster(), '127.9.9.9');
      server.remove('127.9.9.9');
      await expect(whoami(removed.kubeconfig('admin'))).rejects.toThrow(/ECONNRESET|socket/);
      await expect(server.addAt(new TestCluster(), '10.0.0.1')).rejects.toThrow('10.0.0.1');
    } finally {
      await server.stop();
    }
  });

  test('a client may resume its TLS session', async () => {
    const endpoint = await startSimulatedCluster(new TestCluster());
    try {
      const { hostname, port } = new URL(endpoint.server);
      const where = { host: hostname, port: Number(port), ca: endpoint.ca };
      const first = connect(where);
      const [session] = await once(first, 'session');
      first.destroy();
      const second = connect({ ...where, session });
      await once(second, 'secureConnect');
      expect(second.isSessionReused()).toBe(true);
      second.destroy();
    } finally {
      await endpoint.stop();
    }
  });

  test('requests are counted by verb and resource', async () => {
    const cluster = new TestCluster();
    const endpoint = await startSimulatedCluster(cluster);
    try {
      await whoami(endpoint.kubeconfig('admin'));
      await whoami(endpoint.kubeconfigWithToken('nobody'));
      expect(cluster.requests.counts).toEqual({ 'create selfsubjectreviews': 2 });
      expect(cluster.requests.recent.map(({ username, status }) => [username, status])).toEqual([
        ['admin', 201],
        ['', 401],
      ]);
      cluster.requests.reset();
      expect(cluster.requests.total).toBe(0);
    } finally {
      await endpoint.stop();
    }
  });
});

describe('what a test sets up at a simulated cluster', () => {
  test('namespaces come with the service accounts that controllers would make, and go with everything in them', () => {
    const cluster = new TestCluster({ serviceAccounts: ['default', 'builder'] });
    cluster.addNamespace('team');
    cluster.addSecret('team', 'theirs', { data: { a: 'b' }, manager: 'them' });
    expect(cluster.serviceAccount('team', 'builder')).toBeDefined();
    expect(cluster.secret('team', 'theirs')?.metadata.managedFields?.[0]?.manager).toBe('them');
    cluster.removeNamespace('team');
    expect([cluster.namespace('team'), cluster.secret('team', 'theirs')]).toEqual([undefined, undefined]);
    expect(cluster.serviceAccount('team', 'builder')).toBeUndefined();
  });

  test('another controller rewrites a service account under a new version', () => {
    const cluster = new TestCluster({ serviceAccounts: ['default'] });
    const before = cluster.serviceAccount('default', 'default');
    cluster.changeServiceAccount('default', 'default', { secrets: [{ name: 'theirs' }] });
    const after = cluster.serviceAccount('default', 'default');
    expect(after?.secrets).toEqual([{ name: 'theirs' }]);
    expect(after?.metadata.resourceVersion).not.toBe(before?.metadata.resourceVersion);
  });

  test('a service account’s token ends with its time, its account, and the server’s cap', () => {
    let now = new Date('2030-01-01T00:00:00Z');
    const cluster = new TestCluster({ now: () => now, maxTokenSeconds: 900, serviceAccounts: ['bot'] });
    const ask = (method: string, url: string, token: string, body = '') =>
      cluster.handle({ method, url, headers: { authorization: `Bearer ${token}` }, body });
    const request = () =>
      JSON.parse(
        ask('POST', '/api/v1/namespaces/default/serviceaccounts/bot/token', cluster.adminToken, '{}').body,
      );
    const { spec, status } = request();
    expect([spec.expirationSeconds, status.expirationTimestamp]).toEqual([900, '2030-01-01T00:15:00Z']);
    expect(ask('GET', '/version', status.token).status).toBe(200);
    // The API server tolerates a minute of clock difference.
    now = new Date('2030-01-01T00:16:00Z');
    expect(ask('GET', '/version', status.token).status).toBe(200);
    now = new Date('2030-01-01T00:16:01Z');
    expect(ask('GET', '/version', status.token).status).toBe(401);
    const { token } = request().status;
    expect(ask('GET', '/version', token).status).toBe(200);
    cluster.remove('serviceaccounts', 'default', 'bot');
    expect(ask('GET', '/version', token).status).toBe(401);
  });
});
