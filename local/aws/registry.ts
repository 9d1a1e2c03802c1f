import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { splitAuth } from '../../shared/registries/credential.ts';
import { AwsError, sendError } from './awsError.ts';
import type { Call } from './calls.ts';
import { readPassword, type TokenIdentity } from './ecrToken.ts';
import { type RegistryPolicies, refusalOf } from './iam/registryAccess.ts';
import { closeServer, listenOnLoopback, refuseStranger, sendProblem } from './loopback.ts';
import type { RunningService } from './runningService.ts';
import { localCaller } from './sessions.ts';
import { suffer } from './suffer.ts';
import type { AwsWorld } from './world.ts';

/** User and password by host, for registries other than ECR. A host without an entry accepts anything. */
export type RegistryUsers = Map<string, { username: string; password: string }>;

/** Tokens that registries refuse before their stated expiry. */
export interface EarlyEnds {
  /** Tokens up to this serial number, as after a revocation. */
  upTo: number;
  /** Tokens of a role that was assumed an hour ago. */
  withSessions: boolean;
}

/** The settings of the registries. */
export interface Registries {
  earlyEnds: Readonly<EarlyEnds>;
  users: RegistryUsers;
  /** Who may do what at ECR's. */
  policies: RegistryPolicies;
  /** HOST/REPOSITORY:TAG of images that do not exist. All others exist, and are empty. */
  missingImages: ReadonlySet<string>;
}

/**
 * Every registry, as far as signing in and requesting a manifest, each under its host. ECR's accept the tokens that the
 * stand-in of ECR issued, while these are valid: as a password or, for ECR Public, in exchange for another token. What
 * a token allows depends on the policies of its principal and of the repository. Hosts without an entry in `users`
 * accept anything.
 */
export async function startRegistries(world: AwsWorld, registries: Registries): Promise<RunningService> {
  const path = randomBytes(16).toString('base64url');
  const server = createServer((request, response) => {
    const [, secret, host = '', ...rest] = (request.url ?? '').split('/');
    const refusal = refuseStranger(request, secret === path);
    if (refusal) return sendProblem(response, refusal);
    void serve(request, response, { host, pathname: `/${rest.join('/').split('?')[0]}` }, world, registries);
  });
  const port = await listenOnLoopback(server);
  return { endpoint: `http://127.0.0.1:${port}/${path}`, server, stop: () => closeServer(server) };
}

/** Where ECR Public issues the tokens that it accepts. */
const tokenPath = '/token/';

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { host, pathname }: { host: string; pathname: string },
  world: AwsWorld,
  { earlyEnds, users, policies, missingImages }: Registries,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const { authorization } = headers;
  const call: Call = {
    service: 'registry',
    operation: `${method} ${pathname}`,
    region: host,
    principal: localCaller,
  };
  if (authorization !== undefined) world.calls.record(call);
  const fault = authorization === undefined ? undefined : world.faults.take(call, request.socket.remotePort);
  if (!(await suffer(fault, call, response))) return;
  if (authorization === undefined) return challenge(response, host);
  const taken = whose(authorization, host, users, world.now());
  if (taken === undefined)
    return sendError(response, 'registry', new AwsError('UNAUTHORIZED', 'authentication required', 401));
  if (taken.token !== undefined && hasEnded(taken.token, earlyEnds, world.now()))
    return sendError(response, 'registry', new AwsError('DENIED', endedWords, 403));
  if (host === publicHost && pathname === tokenPath) return sendJson(response, { token: taken.password });

  const [, account, region] = privateHost.exec(host) ?? [];
  if (taken.token !== undefined && account !== undefined && region !== undefined) {
    const refusal = refusalOf({ method, path: pathname, account, region }, taken.token, policies);
    if (refusal !== undefined) return sendError(response, 'registry', new AwsError('DENIED', refusal, 403));
  }
  const [, repository, reference] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(pathname) ?? [];
  if (repository === undefined) return sendJson(response, {});
  const separator = reference?.includes(':') ? '@' : ':';
  if (missingImages.has(`${host}/${repository}${separator}${reference}`))
    return sendError(
      response,
      'registry',
      new AwsError('MANIFEST_UNKNOWN', 'Requested image not found', 404),
    );
  sendManifest(response);
}

function challenge(response: ServerResponse, host: string): void {
  response.setHeader(
    'www-authenticate',
    host === publicHost
      ? `Bearer realm="https://${host}${tokenPath}",service="${host}",scope="aws"`
      : `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
  );
  sendError(response, 'registry', new AwsError('UNAUTHORIZED', 'Not Authorized', 401));
}

/**
 * The credential that a request is accepted with; `token` is present if ECR issued it. Undefined: the request is
 * refused.
 */
function whose(
  authorization: string,
  host: string,
  users: RegistryUsers,
  now: Date,
): { password: string; token?: TokenIdentity } | undefined {
  const [, scheme, encoded = ''] = /^(Basic|Bearer) (\S+)$/.exec(authorization) ?? [];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const [username, password] = scheme === 'Bearer' ? ['AWS', encoded] : splitAuth(text);
  const known = users.get(host);
  if (known !== undefined)
    return known.username === username && known.password === password ? { password } : undefined;
  if (host !== publicHost && !privateHost.test(host)) return encoded === '' ? undefined : { password };
  // A private registry accepts no bearer token, and issues none.
  if (username !== 'AWS' || (scheme === 'Bearer' && host !== publicHost)) return undefined;
  const token = tokenFor(password, host, now);
  return token && { password, token };
}

/** ECR's own names. What a user's own name stands for is not known here. */
const publicHost = 'public.ecr.aws';
const privateHost = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([^.]+)\..+$/;

/** A token works only in its own region. */
function tokenFor(password: string, host: string, now: Date): TokenIdentity | undefined {
  try {
    const token = readPassword(password);
    const isGood = token.expiresAt > now && (host === publicHost || host.split('.').includes(token.region));
    return isGood ? token : undefined;
  } catch {
    return undefined;
  }
}

const endedWords = 'Your authorization token has expired. Reauthenticate and try again.';

const hour = 3_600_000;

function hasEnded({ serial, role, mintedAt }: TokenIdentity, ends: EarlyEnds, now: Date): boolean {
  return serial <= ends.upTo || (ends.withSessions && role !== undefined && mintedAt + hour <= now.getTime());
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The manifest of an image without layers. https://github.com/opencontainers/image-spec/blob/main/manifest.md */
function sendManifest(response: ServerResponse): void {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 };
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  response
    .writeHead(200, {
      'content-type': mediaType,
      'content-length': Buffer.byteLength(body),
      'docker-content-digest': digestOf(body),
    })
    .end(body);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
