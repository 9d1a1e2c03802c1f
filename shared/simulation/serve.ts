import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { type Answer, faultAnswer } from './answers.ts';
import { factsOf, type SimulatedCluster } from './cluster.ts';
import { echoAnswer } from './echo.ts';
import type { Fault } from './faults.ts';
import { type Route, routeOf } from './route.ts';
import { userOfCertificate } from './tls.ts';

/** Serves one request, with the fault that hits it, if any. `reset` resets its TCP connection. */
export async function serve(
  cluster: SimulatedCluster,
  ca: X509Certificate,
  request: IncomingMessage,
  response: ServerResponse,
  reset: () => void,
) {
  const [method, url] = [request.method ?? 'GET', request.url ?? '/'];
  const body = await read(request);
  const route = routeOf(method, url.split('?')[0] ?? '/');
  const facts = factsOf(route);
  const fault = cluster.faults.strikeRequest(facts, request.socket.remotePort);
  if (fault?.kind === 'slow') await delay(fault.ms);
  if (fault && isBeforeAnswer(fault)) {
    cluster.requests.add({ ...facts, username: '', status: 0 });
    if (fault.kind === 'reset') reset();
    return;
  }
  const answer =
    fault?.kind === 'echo' ? echoAnswer(fault, request.headers, body) : faultyAnswer(fault, route);
  if (answer) {
    cluster.requests.add({ ...facts, username: '', status: answer.status });
    send(response, answer);
    return;
  }
  const certificateUser = userOfCertificate(request.socket as TLSSocket, ca);
  const served = cluster.handle({
    method,
    url,
    headers: request.headers,
    body,
    ...(certificateUser ? { certificateUser } : {}),
    isLate: request.socket.destroyed,
  });
  if (fault && 'at' in fault && fault.at === 'mid-body')
    sendHalf(response, served, fault.kind === 'reset' ? reset : () => {});
  else send(response, served);
}

const isBeforeAnswer = (fault: Fault) =>
  (fault.kind === 'hang' && fault.at === 'first-byte') || (fault.kind === 'reset' && fault.at !== 'mid-body');

function faultyAnswer(fault: Fault | undefined, route: Route): Answer | undefined {
  if (fault?.kind === 'status') return faultAnswer(fault.status, route, fault.retryAfter);
  if (fault?.kind === 'flood') {
    const headers = { 'content-type': 'application/json' };
    return { status: 403, headers, body: `[${'{},'.repeat(2_000_000)}{}]` };
  }
  if (fault?.kind === 'garbage') {
    const body = '<html><body><h1>502 Bad Gateway</h1></body></html>\n';
    return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body };
  }
  return undefined;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Announces the whole body, sends half of it, and then hangs or resets. */
function sendHalf(response: ServerResponse, answer: Answer, then: () => void): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), then);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
