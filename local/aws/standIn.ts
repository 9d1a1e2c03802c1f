import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AwsError, sendError } from './awsError.ts';
import { type AwsService, attemptOf, type Call } from './calls.ts';
import type { Fault } from './faults.ts';
import { closeServer, listenOnLoopback, refuseStranger, sendProblem } from './loopback.ts';
import { notEnabled } from './optInRegions.ts';
import type { RunningService } from './runningService.ts';
import { credentialScope } from './sessions.ts';
import { suffer } from './suffer.ts';
import type { AwsWorld } from './world.ts';

/** A request as an operation receives it. Values of the query protocol (STS) are strings. */
export interface StandInRequest extends Call {
  input: Record<string, unknown>;
  fault: Fault | undefined;
}

/** A service that this project emulates itself. */
export interface StandIn {
  /** @throws AwsError */
  answer(request: StandInRequest): unknown;
  /** The resource that the error for a denied call names. */
  resource(input: Record<string, unknown>): string;
}

const maxBodyBytes = 1024 * 1024;

/**
 * One server for the services without an emulator; the credential scope of the signature tells them apart.
 *
 * Its base URL ends in a random path: the secrets are real, and other users of the machine can reach loopback.
 */
export async function startStandIns(
  standIns: Partial<Record<AwsService, StandIn>>,
  world: AwsWorld,
): Promise<RunningService> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  const server = createServer((request, response) => {
    const refusal = refuseStranger(request, request.url === path || request.url === `${path}/`);
    if (refusal) return sendProblem(response, refusal);
    void serve(request, response, standIns, world);
  });
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}${path}`, server, stop: () => closeServer(server) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  standIns: Partial<Record<AwsService, StandIn>>,
  world: AwsWorld,
): Promise<void> {
  const scope = credentialScope(request.headers.authorization);
  const service = (scope?.service ?? 'secretsmanager') as AwsService;
  try {
    const standIn = standIns[service];
    if (!scope)
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    if (!standIn) throw new AwsError('UnknownServiceException', `No stand-in plays the service ${service}.`);
    const { operation, input } = await parseBody(request, service);
    const principal = world.sessions.principal(scope, request.headers, world.now());
    if (world.disabledRegions.has(scope.region)) throw notEnabled(service, principal.account);
    const call: Call = {
      service,
      operation,
      region: scope.region,
      principal,
      attempt: attemptOf(request.headers),
    };
    world.calls.record(call);
    const fault = world.faults.take(call, request.socket.remotePort);
    if (!(await suffer(fault, call, response, standIn.resource(input)))) return;
    send(response, service, standIn.answer({ ...call, input, fault }));
  } catch (error) {
    const known =
      error instanceof AwsError
        ? error
        : new AwsError('InternalFailure', `The stand-in for ${service} failed: ${String(error)}`, 500);
    if (!response.closed) sendError(response, service, known);
  }
}

async function parseBody(
  request: IncomingMessage,
  service: AwsService,
): Promise<{ operation: string; input: Record<string, unknown> }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new AwsError('RequestEntityTooLarge', 'The request is over 1 MiB.', 413);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  if (service === 'sts') {
    const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
    return { operation: Action, input };
  }
  const target = String(request.headers['x-amz-target'] ?? '');
  try {
    return { operation: target.slice(target.lastIndexOf('.') + 1), input: JSON.parse(body || '{}') };
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.');
  }
}

function send(response: ServerResponse, service: AwsService, answer: unknown): void {
  const body = service === 'sts' ? String(answer) : JSON.stringify(answer);
  response
    .writeHead(200, {
      'content-type': service === 'sts' ? 'text/xml' : 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': randomUUID(),
    })
    .end(body);
}
