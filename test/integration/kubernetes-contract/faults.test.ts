import { once } from 'node:events';
import { Agent, type RequestOptions, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ClusterEndpoint } from '../../../shared/simulation/endpoint.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';

const namespaces = '/api/v1/namespaces';

let cluster: TestCluster;
let endpoint: ClusterEndpoint & { stop(): Promise<void> };
let agents: Agent[];

beforeEach(async () => {
  cluster = new TestCluster();
  endpoint = await startSimulatedCluster(cluster);
  agents = [];
});

afterEach(async () => {
  for (const agent of agents) agent.destroy();
  await endpoint.stop();
});

interface Seen {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const agent = () => {
  const made = new Agent({ ca: endpoint.ca, keepAlive: true });
  agents.push(made);
  return made;
};

/** A GET that returns the answer, or rejects with the code of what went wrong. */
function get(path: string, options: RequestOptions = {}): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${cluster.adminToken}` };
    const outgoing = request(
      `${endpoint.server}${path}`,
      { agent: agent(), headers, ...options },
      (incoming) => {
        let body = '';
        incoming.on('data', (chunk) => (body += chunk));
        incoming.on('error', (error: NodeJS.ErrnoException) =>
          reject(new Error(error.code, { cause: body })),
        );
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        );
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code)));
    outgoing.end();
  });
}

describe('what goes wrong at a simulated cluster', () => {
  test.each(['handshake', 'first-byte', 'mid-body'] as const)('it hangs at %s, until cleared', async (at) => {
    const fault = cluster.inject({ kind: 'hang', at });
    const answer = get(namespaces).catch(String);
    while (fault.hits === 0) await delay(5);
    expect(await Promise.race([answer, delay(200, 'silence')])).toBe('silence');
    expect(fault.hits).toBe(1);
    fault.clear();
    expect((await get(namespaces)).status).toBe(200);
  });

  test.each(['handshake', 'first-byte', 'mid-body'] as const)('it resets at %s', async (at) => {
    cluster.inject({ kind: 'reset', at, times: 1 });
    await expect(get(namespaces)).rejects.toThrow('ECONNRESET');
    expect((await get(namespaces)).status).toBe(200);
  });

  test.each([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [409, 'Conflict'],
    [422, 'Invalid'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ] as const)('it answers %d with a Status of reason %s', async (status, reason) => {
    cluster.inject({ kind: 'status', status });
    const answer = await get(namespaces);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      reason,
      code: status,
    });
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  test('it answers 429 with and without Retry-After', async () => {
    cluster.inject({ kind: 'status', status: 429, retryAfter: 7, times: 1 });
    cluster.inject({ kind: 'status', status: 429, times: 1 });
    const [one, other] = [await get(namespaces), await get(namespaces)];
    expect([one.status, one.headers['retry-after']]).toEqual([429, '7']);
    expect([other.status, other.headers['retry-after']]).toEqual([429, undefined]);
    expect((await get(namespaces)).status).toBe(200);
  });

  test('it is slow', async () => {
    cluster.inject({ kind: 'slow', ms: 120, times: 1 });
    const started = performance.now();
    expect((await get(namespaces)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  test('something else answers', async () => {
    cluster.inject({ kind: 'garbage' });
    const answer = await get(namespaces);
    expect([answer.status, answer.headers['content-type']]).toEqual([502, 'text/html']);
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('its certificate is wrong: %s', async (problem, code) => {
    const fault = cluster.inject({ kind: 'tls', problem });
    await expect(get(namespaces)).rejects.toThrow(code);
    fault.clear();
    expect((await get(namespaces)).status).toBe(200);
  });

  test('a fault hits only the intended requests, and as many times as intended', async () => {
    const when = { verb: 'list', resource: 'secrets', namespace: 'default' };
    const fault = cluster.inject({ kind: 'status', status: 500, when, times: 2 });
    const paths = [
      namespaces,
      `${namespaces}/default/secrets`,
      `${namespaces}/kube-system/secrets`,
      `${namespaces}/default/secrets`,
      `${namespaces}/default/secrets`,
    ];
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await get(path)).status);
    expect(statuses).toEqual([200, 500, 200, 500, 200]);
    expect(fault.hits).toBe(2);
  });

  test('a fault of the connection reaches a client that keeps its connection alive', async () => {
    const kept = agent();
    expect((await get(namespaces, { agent: kept })).status).toBe(200);
    const [connection] = Object.values(kept.freeSockets).flat();
    const closed = connection && once(connection, 'close');
    cluster.inject({ kind: 'tls', problem: 'expired' });
    await closed;
    expect(closed).toBeDefined();
    await expect(get(namespaces, { agent: kept })).rejects.toThrow('CERT_HAS_EXPIRED');
  });
});
