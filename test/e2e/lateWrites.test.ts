import { once } from 'node:events';
import { createServer as createHttpsServer, request, type Server } from 'node:https';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseKubeconfig } from '../../shared/kubeconfig/parse.ts';
import { connect } from '../../shared/kubernetes/connect.ts';
import { parseCidrs } from '../../shared/network/cidr.ts';
import { createAuthority } from '../../shared/simulation/certificates.ts';
import { advice } from '../../shared/targets/advice.ts';
import { type ControlPlane, startControlPlane } from '../support/controlplane/start.ts';

/**
 * What a real kube-apiserver does with a write for which nobody waits any more. An admission webhook makes writes slow;
 * a forwarder that hides disconnected clients stands for load balancers and proxies.
 */

/** Milliseconds after which a client gives up, and which the webhook takes for secrets whose name begins with slow. */
const patience = 2_000;
const slowness = 5_000;

const allowedCidrs = parseCidrs('127.0.0.0/8');
let plane: ControlPlane;
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let forwarder: Awaited<ReturnType<typeof startForwarder>>;

beforeAll(async () => {
  plane = await startControlPlane();
  webhook = await startWebhook();
  forwarder = await startForwarder(plane.port);
  await plane.kubectl(['create', 'namespace', 'payments']);
  await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(webhook.configuration) });
  // The API server takes a moment to learn of a webhook.
  for (let asked = 0; asked === 0; asked = webhook.asked.length) await apply(plane.server, 'probe');
}, 600_000);

afterAll(async () => {
  await forwarder?.stop();
  await webhook?.stop();
  await plane?.stop();
});

test('it gives up a write whose client disconnects', async () => {
  await applyForATime(plane.server, 'slow-direct');
  expect(await isThereLater('slow-direct')).toBe(false);
}, 60_000);

test('it gives up a write in time when asked to, even if it does not notice that the client is gone', async () => {
  expect(await apply(forwarder.server, 'slow-forwarded')).toMatchObject({ kind: 'timeout' });
  expect(await isThereLater('slow-forwarded')).toBe(false);
}, 60_000);

test('it carries out late a write that it was not asked to give up', async () => {
  await applyForATime(forwarder.server, 'slow-unasked');
  expect(await isThere('slow-unasked')).toBe(false);
  expect(await isThereLater('slow-unasked')).toBe(true);
}, 60_000);

/** Applies a secret as a push does; returns the failure, if it failed. */
async function apply(server: string, name: string): Promise<unknown> {
  const kubeconfig = parseKubeconfig(plane.adminKubeconfig.replace(plane.server, server), {
    now: new Date(),
    allowedCidrs,
  });
  const connection = connect(kubeconfig, {
    advice,
    deadline: Date.now() + 60_000,
    requestTimeout: patience,
    allowedCidrs,
  });
  try {
    const body = JSON.stringify(secretNamed(name));
    return await connection.api.applySecret({ namespace: 'payments', name, body });
  } catch (error) {
    return error;
  } finally {
    connection.close();
  }
}

/** The same request by hand: it states no time limit, but its client disconnects in time. */
async function applyForATime(server: string, name: string): Promise<void> {
  const body = JSON.stringify(secretNamed(name));
  const outgoing = request(`${server}/api/v1/namespaces/payments/secrets/${name}?fieldManager=somebody`, {
    method: 'PATCH',
    ca: plane.ca,
    agent: false,
    headers: {
      authorization: `Bearer ${plane.adminToken}`,
      'content-type': 'application/apply-patch+yaml',
      'content-length': Buffer.byteLength(body),
    },
  });
  outgoing.on('error', () => undefined).end(body);
  await sleep(patience);
  outgoing.destroy();
}

const secretNamed = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });

async function isThere(name: string): Promise<boolean> {
  const args = ['get', 'secret', name, '-n', 'payments', '--ignore-not-found', '-o', 'name'];
  return (await plane.kubectl(args)) !== '';
}

/** Whether it exists once the webhook has let it pass, and the API server has finished the request. */
async function isThereLater(name: string): Promise<boolean> {
  await webhook.answered(name);
  while (!(await plane.audit()).some(({ verb, objectRef }) => verb === 'patch' && objectRef?.name === name))
    await sleep(50);
  // What was let pass before this one is finished before it.
  await apply(plane.server, `after-${name}`);
  return isThere(name);
}

/** An admission webhook that lets everything pass, some of it slowly. */
async function startWebhook() {
  const authority = await createAuthority('webhook-ca');
  const { certificate, key } = await authority.issue({ commonName: 'webhook', addresses: ['127.0.0.1'] });
  const asked: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<void>>();
  const answerTo = (name: string) => {
    const answer = answers.get(name) ?? Promise.withResolvers<void>();
    answers.set(name, answer);
    return answer;
  };
  const server: Server = createHttpsServer({ cert: certificate, key }, async (incoming, response) => {
    const { request: review } = (await json(incoming)) as { request: { uid: string; name: string } };
    asked.push(review.name);
    if (review.name.startsWith('slow')) await sleep(slowness);
    const answer = { uid: review.uid, allowed: true };
    const body = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    answerTo(review.name).resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    answered: (name: string) => answerTo(name).promise,
    configuration: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'slow' },
      webhooks: [
        {
          name: 'slow.example.com',
          clientConfig: {
            url: `https://127.0.0.1:${port}/`,
            caBundle: Buffer.from(authority.certificate).toString('base64'),
          },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations: ['CREATE'] }],
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 30,
        },
      ],
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Forwards bytes to a port of 127.0.0.1, and stays connected when its client is gone. */
async function startForwarder(to: number) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectTcp(to, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (piece) => upstream.write(piece));
    upstream.on('data', (piece) => client.writable && client.write(piece));
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
