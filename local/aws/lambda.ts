import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AwsError, sendError } from './awsError.ts';
import type { Call } from './calls.ts';
import { Invocations } from './invocations.ts';
import { type Invocation, invokeWithTimeout, type LocalFunction } from './localFunction.ts';
import { closeServer, listenOnLoopback, refuseStranger, sendProblem } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import { credentialScope, localAccount } from './sessions.ts';
import { suffer } from './suffer.ts';
import type { AwsWorld } from './world.ts';

/** The functions that can be invoked, by name. */
export type InvokableFunctions = Map<string, LocalFunction<never>>;

/** The largest synchronous event. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxEventBytes = 6_291_556;

/**
 * The part of Lambda by which one function calls another: Invoke, and wait for the answer. A function that throws or
 * times out is answered with 200 and a FunctionError, as in AWS.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambda(
  world: AwsWorld,
  functions: InvokableFunctions,
  region: string,
): Promise<RunningService> {
  const running = new Invocations();
  const path = randomBytes(16).toString('base64url');
  const server = createServer((request, response) => {
    const [, secret, ...rest] = (request.url ?? '').split('/');
    const refusal = refuseStranger(request, secret === path);
    if (refusal) return sendProblem(response, refusal);
    serve(request, response, rest.join('/')).catch((error: unknown) => {
      const known =
        error instanceof AwsError
          ? error
          : new AwsError('ServiceException', `It failed: ${String(error)}`, 500);
      if (!response.closed) sendError(response, 'lambda', known);
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse, of: string): Promise<void> {
    const event = await readEvent(request);
    const scope = credentialScope(request.headers.authorization);
    if (!scope)
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    const principal = world.sessions.principal(scope, request.headers, world.now());
    const call: Call = { service: 'lambda', operation: 'Invoke', region: scope.region, principal };
    world.calls.record(call);
    const name = decodeURIComponent(/^2015-03-31\/functions\/([^/]+)\/invocations$/.exec(of)?.[1] ?? '');
    const arn = `arn:aws:lambda:${region}:${localAccount}:function:${name}`;
    const fault = world.faults.take(call, request.socket.remotePort);
    if (!(await suffer(fault, call, response, arn))) return;
    // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    if (fault?.kind === 'not-ready')
      throw new AwsError(
        'ResourceNotReadyException',
        'The function is inactive and its VPC connection is no longer available. Wait for the VPC connection to reestablish and try again.',
        502,
      );
    const fn = functions.get(name);
    if (fn === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    if ((request.headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse')
      throw new AwsError('InvalidParameterValueException', 'The local Lambda answers at once or not at all.');
    const options = { region: scope.region, signal: running.signal };
    send(response, fn, await running.add(invokeWithTimeout(fn, event as never, options)));
  }

  const stop = async () => void (await Promise.all([closeServer(server), running.end(0)]));
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}/${path}`, server, stop };
}

async function readEvent(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxEventBytes) chunks.push(chunk);
  }
  if (size > maxEventBytes)
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${maxEventBytes} bytes for the InvokeFunction operation`,
      413,
    );
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

function send(response: ServerResponse, { timeoutMs }: LocalFunction<never>, invocation: Invocation): void {
  if (invocation.outcome === 'abandoned') return void response.destroy();
  const failed = invocation.outcome !== 'returned';
  const answer =
    invocation.outcome === 'returned'
      ? invocation.value
      : invocation.outcome === 'threw'
        ? errorOf(invocation.error)
        : {
            errorType: 'Sandbox.Timedout',
            errorMessage: `Error: Task timed out after ${timeoutMs / 1000} seconds`,
          };
  const body = JSON.stringify(answer ?? null);
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': randomUUID(),
      ...(failed && { 'x-amz-function-error': 'Unhandled' }),
    })
    .end(body);
}

function errorOf(error: unknown) {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>;
  return { errorType: name, errorMessage: message, trace: [] };
}
