import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gatewayAnswer, type gatewayWords, type HttpAnswer, httpApiAnswer } from './httpApiAnswer.ts';
import { type HttpApiEvent, httpApiEvent } from './httpApiEvent.ts';
import { Invocations } from './invocations.ts';
import { type Invocation, invokeWithTimeout, type LocalFunction } from './localFunction.ts';
import { closeServer, listenOnLoopback, refuseForeign, sendProblem } from './loopback.ts';
import { localAccount } from './sessions.ts';

export interface HttpApiOptions {
  fn: LocalFunction<HttpApiEvent>;
  /** The function that answers an event instead of `fn`, if this returns one. */
  instead?: ((event: HttpApiEvent) => LocalFunction<HttpApiEvent> | undefined) | undefined;
  /** Default: 0, for a free port. */
  port?: number | undefined;
  /** What the gateway answers before any function runs: a status of `gatewayWords`. Default: nothing. */
  refuse?: ((event: HttpApiEvent) => keyof typeof gatewayWords | undefined) | undefined;
  /** Who counts as the signer of every request; nothing is verified here. Default: the user "local". */
  callerArn?: string | undefined;
  region?: string | undefined;
  now?: (() => Date) | undefined;
  /** Called after every invocation. */
  onInvocation?: ((invocation: Invocation, event: HttpApiEvent) => void) | undefined;
}

export interface HttpApi {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  /**
   * Accepts no new requests, answers those under way, and cuts off those that take longer.
   *
   * @param options `graceMs`: how long to wait. Default: 5,000
   */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxBodyBytes = 10 * 1024 * 1024;

/**
 * Emulates an API Gateway HTTP API on 127.0.0.1, payload format 2.0; by default, every route goes to one function. It
 * requires no signature, so it serves only this machine's own programs: no other Host or Origin, no CORS.
 *
 * @throws Error EADDRINUSE if the port is taken
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  let stopping = false;
  const running = new Invocations();
  const server = createServer((request, response) => {
    const refusal = refuseForeign(request);
    if (refusal) return sendProblem(response, refusal);
    void running.add(answer(request, options, running.signal)).then((ready) => {
      if (ready && !response.destroyed) send(response, ready, stopping);
    });
  });
  const port = await listenOnLoopback(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop({ graceMs = 5000 } = {}) {
      stopping = true;
      await Promise.all([closeServer(server, graceMs), running.end(graceMs)]);
    },
  };
}

/** @returns undefined if the client disconnects before its body is complete */
async function answer(
  request: IncomingMessage,
  options: HttpApiOptions,
  signal: AbortSignal,
): Promise<HttpAnswer | undefined> {
  const { fn, instead, region, now = () => new Date(), onInvocation } = options;
  const { callerArn = `arn:aws:iam::${localAccount}:user/local` } = options;
  const body = await readBody(request);
  if (body === 'gone') return undefined;
  if (body === 'too large') {
    const { headers, ...tooLarge } = gatewayAnswer(413);
    return { ...tooLarge, headers: { ...headers, connection: 'close' } };
  }
  const event = httpApiEvent(request, body, { callerArn, now: now() });
  if (!event) return gatewayAnswer(400);
  const refused = options.refuse?.(event);
  if (refused !== undefined) return gatewayAnswer(refused);
  const invocation = await invokeWithTimeout(instead?.(event) ?? fn, event, { region, signal });
  onInvocation?.(invocation, event);
  return httpApiAnswer(invocation);
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'gone'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // A body that is too large is read to its end and dropped: a client that is still sending would miss the answer.
      if (size <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return size > maxBodyBytes ? 'too large' : Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, stopping: boolean): void {
  const closing = stopping ? { connection: 'close' } : {};
  const hasBody = status !== 204 && status !== 304;
  const length = hasBody ? { 'content-length': body.length } : {};
  response.writeHead(status, { ...headers, ...length, ...closing });
  response.end(hasBody ? body : undefined);
}
