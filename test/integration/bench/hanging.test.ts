import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect as connectTo } from '../../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { addressOf, kubeconfigOf, tlsServerName } from '../../bench/fleet/endpoints.ts';
import type { EndpointsAnswer, EndpointsQuestion } from '../../bench/fleet/endpointsProgram.ts';
import type { DeafQuestion } from '../../bench/hung/deafProgram.ts';
import { startWorker, type Worker } from '../../bench/processes/worker.ts';

const program = (name: string) => join(import.meta.dirname, `../../bench/${name}.ts`);
/** Milliseconds in which loopback answers unless something hangs; on a busy machine, more would show no more. */
const moment = 100;
const silence = () => delay(moment, 'silence');
const clusters = { healthy: 0, handshake: 1, 'first-byte': 2, connect: 3 };

/** On other systems 127.0.0.1 is the only loopback address, and the fleet benchmark says that it needs more. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('the endpoints of the benchmark', () => {
  let endpoints: Worker<EndpointsQuestion, EndpointsAnswer>;
  let deaf: Worker<DeafQuestion, void>;
  let port: number;
  let ca: string;
  beforeAll(async () => {
    endpoints = startWorker(program('fleet/endpointsProgram'));
    deaf = startWorker(program('hung/deafProgram'));
    ({ port, ca } = await endpoints.ask({ ask: 'listen', indexes: [0, 1, 2] }));
  });
  afterAll(async () => {
    await Promise.all([endpoints.stop(), deaf.stop()]);
  });

  const apply = (index: number, { from = index, within = 10_000 } = {}) => {
    const { credential } = kubeconfigOf(from, port, ca);
    const connection = connectTo(
      { ...kubeconfigOf(index, port, ca), credential },
      { advice, deadline: Date.now() + within, allowedCidrs: parseCidrs('127.0.0.0/8') },
    );
    const name = 'ecr-credentials';
    const body = JSON.stringify({ kind: 'Secret', metadata: { name } });
    return connection.api
      .applySecret({ namespace: 'payments', name, body })
      .finally(() => connection.close());
  };

  test('count each write, and accept none signed in as another cluster', async () => {
    await apply(clusters.healthy);
    await expect(apply(clusters.healthy, { from: clusters.handshake })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect((await endpoints.ask({ ask: 'written' })).written).toEqual({ 0: 2, 1: 1 });
    await endpoints.ask({ ask: 'forget' });
    expect((await endpoints.ask({ ask: 'written' })).written).toEqual({ 0: 3 });
  });

  test('hang before the first byte', async () => {
    const index = clusters['first-byte'];
    await endpoints.ask({ ask: 'hang', index, at: 'first-byte' });
    const socket = connectTls({ host: addressOf(index), port, ca, servername: tlsServerName });
    await once(socket, 'secureConnect');
    socket.destroy();
    await expect(apply(index, { within: moment })).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('hang in the handshake', async () => {
    const index = clusters.handshake;
    await endpoints.ask({ ask: 'hang', index, at: 'handshake' });
    const socket = connectTls({ host: addressOf(index), port, ca, servername: tlsServerName });
    await once(socket, 'connect');
    expect(await Promise.race([once(socket, 'secureConnect'), silence()])).toBe('silence');
    socket.destroy();
    await expect(apply(index, { within: moment })).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('hang at connect', async () => {
    const index = clusters.connect;
    await deaf.ask({ address: addressOf(index), port });
    await endpoints.ask({ ask: 'fill', index });
    const socket = connect({ host: addressOf(index), port });
    expect(await Promise.race([once(socket, 'connect'), silence()])).toBe('silence');
    socket.destroy();
    await expect(apply(index, { within: moment })).rejects.toMatchObject({ kind: 'timeout' });
  });
});
