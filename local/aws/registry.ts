import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { splitAuth } from '../../shared/registries/credential.ts';
import { AwsError, sendError } from './awsError.ts';
import type { Call } from './calls.ts';
import { readPassword } from './ecrToken.ts';
import { closeServer, listenOnLoopback, refuseForeign, sendProblem } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import { localCaller } from './sessions.ts';
import { suffer } from './suffer.ts';
import type { AwsWorld } from './world.ts';

/** User and password by host, of registries that are not ECR. One without an entry takes whatever it is given. */
export type RegistryUsers = Map<string, { username: string; password: string }>;

/**
 * Every registry there is, as far as a client signs in to it: /v2/, each under its host. ECR's take the
 * tokens that the stand-in of ECR minted, while they live: by user and password, as ECR does, or for ECR Public in
 * exchange for another token. Where the host has no entry among `users`, whatever it is given is taken.
 */
export async function startRegistries(world: AwsWorld, users: RegistryUsers): Promise<RunningService> {
  const path = randomBytes(16).toString('base64url');
  const server = createServer((request, response) => {
    const [, secret, host = '', ...rest] = (request.url ?? '').split('/');
    const refusal =
      refuseForeign(request) ??
      (secret === path
        ? undefined
        : { status: 403, title: 'Forbidden', detail: 'Not the base URL that was printed to this process.' });
    if (refusal) return sendProblem(response, refusal);
    void serve(request, response, { host, pathname: `/${rest.join('/').split('?')[0]}` }, world, users);
  });
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}/${path}`, stop: () => closeServer(server) };
}

/** Where ECR Public gives the tokens that it takes. */
const tokenPath = '/token/';

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { host, pathname }: { host: string; pathname: string },
  world: AwsWorld,
  users: RegistryUsers,
): Promise<void> {
  const { authorization } = request.headers;
  const call: Call = {
    service: 'registry',
    operation: `GET ${pathname}`,
    region: host,
    principal: localCaller,
  };
  if (authorization !== undefined) world.calls.record(call);
  const fault = authorization === undefined ? undefined : world.faults.take(call, request.socket.remotePort);
  if (!(await suffer(fault, call, response))) return;
  if (authorization === undefined && pathname === '/v2/') return challenge(response, host);
  if (!isTaken(authorization, host, users, world.now()))
    return sendError(response, 'registry', new AwsError('UNAUTHORIZED', 'authentication required', 401));
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

function challenge(response: ServerResponse, host: string): void {
  response.setHeader(
    'www-authenticate',
    host === 'public.ecr.aws'
      ? `Bearer realm="https://${host}${tokenPath}",service="${host}",scope="aws"`
      : `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
  );
  sendError(response, 'registry', new AwsError('UNAUTHORIZED', 'Not Authorized', 401));
}

function isTaken(authorization = '', host: string, users: RegistryUsers, now: Date): boolean {
  const [, encoded = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const [username, password] = splitAuth(text);
  const known = users.get(host);
  if (known !== undefined) return known.username === username && known.password === password;
  if (!hostsOfEcr.test(host)) return encoded !== '';
  return username === 'AWS' && isOfEcr(password, host, now);
}

/** ECR's own names. What a user's own name stands for is not known. */
const hostsOfEcr = /^(\d{12}\.dkr[.-]ecr(-fips)?\..+|public\.ecr\.aws)$/;

/** A token is good in its own region only. */
function isOfEcr(password: string, host: string, now: Date): boolean {
  try {
    const { region, expiresAt } = readPassword(password);
    return expiresAt > now && (host === 'public.ecr.aws' || host.split('.').includes(region));
  } catch {
    return false;
  }
}
