import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createAuthority } from '../../../shared/simulation/certificates.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { addressOf, tlsServerName, tokenOf } from './endpoints.ts';
import { fillBacklog } from './fillBacklog.ts';

/** A program: the API servers of a fleet, which can only accept a secret. */
export type EndpointsQuestion =
  | { ask: 'listen'; indexes: number[] }
  /** From now on this one hangs, at connect or after a request. */
  | { ask: 'hang'; index: number; at: 'handshake' | 'first-byte' }
  /** Fills the backlog of another server at this address, which accepts no connections. */
  | { ask: 'fill'; index: number }
  /** Forgets all writes so far. */
  | { ask: 'forget' }
  | { ask: 'written' };

export interface EndpointsAnswer {
  port: number;
  ca: string;
  /** How many endpoints received how many writes: `{ 1: 10000 }`. */
  written: Record<number, number>;
}

const authority = await createAuthority('bench-fleet-ca');
const { certificate, key } = await authority.issue({
  commonName: 'kube-apiserver',
  dnsNames: [tlsServerName],
});
const server = createServer({ cert: certificate, key }, (request, response) => void take(request, response));
server.keepAliveTimeout = 0;

const writes = new Map<string, number>();
const hanging = new Map<string, 'handshake' | 'first-byte'>();
let port = 0;

answerQuestions<EndpointsQuestion, EndpointsAnswer>(async (question) => {
  if (question.ask === 'listen') await listen(question.indexes);
  if (question.ask === 'hang') hanging.set(addressOf(question.index), question.at);
  if (question.ask === 'fill') await fillBacklog(addressOf(question.index), port);
  if (question.ask === 'forget') for (const address of writes.keys()) writes.set(address, 0);
  const written: Record<number, number> = {};
  for (const times of writes.values()) written[times] = (written[times] ?? 0) + 1;
  return { port, ca: authority.certificate, written };
});

/** A listening socket for each address: a single one would have to listen on every interface. */
async function listen(indexes: number[]): Promise<void> {
  for (const index of indexes) {
    const address = addressOf(index);
    const tcp = createTcpServer({ noDelay: true }, accept);
    tcp.listen(port, address);
    await once(tcp, 'listening').catch(({ code }: NodeJS.ErrnoException) => {
      throw new Error(
        `Could not listen at ${address} (${code}). ${indexes.length} API servers need as many addresses of ` +
          '127.0.0.0/8, which Linux has, and as many file descriptors (ulimit -n).',
      );
    });
    port = (tcp.address() as AddressInfo).port;
    writes.set(address, 0);
  }
}

function accept(socket: Socket): void {
  if (hanging.get(socket.localAddress ?? '') === 'handshake') socket.on('error', () => {}).resume();
  else server.emit('connection', socket);
}

/** A write counts if the token is this endpoint's own and the body is a complete secret. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = request.socket.localAddress ?? '';
  if (hanging.get(address) === 'first-byte') return;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  const url =
    /^\/api\/v1\/namespaces\/([\w-]+)\/secrets\/([\w-]+)\?fieldManager=[\w-]+(?:&timeout=\w+)?$/.exec(
      request.url ?? '',
    );
  if (request.method !== 'PATCH' || url === null) return answer(response, 404, 'NotFound');
  if (request.headers.authorization !== `Bearer ${tokenOf(address)}`)
    return answer(response, 401, 'Unauthorized');
  const [, namespace, name] = url;
  const secret = JSON.parse(Buffer.concat(chunks).toString()) as {
    kind?: string;
    metadata?: { name?: string };
  };
  if (secret.kind !== 'Secret' || secret.metadata?.name !== name) return answer(response, 422, 'Invalid');
  const version = (writes.get(address) ?? 0) + 1;
  writes.set(address, version);
  return send(response, 200, {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { ...secret.metadata, namespace, resourceVersion: String(version) },
  });
}

function answer(response: ServerResponse, code: number, reason: string): void {
  send(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
    .end(body);
}
