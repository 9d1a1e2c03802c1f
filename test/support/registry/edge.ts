import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../../../local/aws/loopback.ts';
import { splitAuth } from '../../../shared/registries/credential.ts';

export interface User {
  username: string;
  password: string;
}

/** Whether a user may do what a request asks for; `unknown` if the registry does not know the user. */
export type Judge = (user: User, request: { method: string; path: string }) => Verdict;
/** `denied`: the message of the refusal. */
type Verdict = 'may' | 'unknown' | { denied: string };

/** One registry as its clients see it, which decides who may do what, in front of a real one that holds the images. */
export interface Door {
  judge: Judge;
  /** Like ECR Public and Quay, it accepts user and password only where it issues tokens for them. */
  byToken?: boolean;
  /** Other names of it, which cannot be resolved here. */
  names?: readonly string[];
}

export interface Edge<Name extends string> {
  /** 127.0.0.1:PORT of each. */
  hosts: Readonly<Record<Name, string>>;
  /** All of them at one address, each below /HOST/, for REGISTRY_ENDPOINT_URL. */
  endpoint: string;
  /** Hosts to which clients signed in through that address, in order. */
  tried: string[];
  stop(): Promise<void>;
}

/** Puts these in front of a real registry, which is signed in to with `upstream`. */
export async function startEdge<Name extends string>(
  upstream: { host: string; authorization: string },
  doors: Readonly<Record<Name, Door>>,
): Promise<Edge<Name>> {
  const names = Object.keys(doors) as Name[];
  const tokens = new Map<string, User>();
  const tried: string[] = [];
  const hosts = {} as Record<Name, string>;
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = createServer((incoming, response) =>
        enter(incoming, response, incoming.url ?? '', `http://${hosts[name]}`, doors[name]),
      );
      hosts[name] = `127.0.0.1:${await listenOnLoopback(server)}`;
      return server;
    }),
  );
  const all = createServer((incoming, response) => {
    const [, host = '', ...rest] = (incoming.url ?? '').split('/');
    const name = names.find((each) => hosts[each] === host || doors[each].names?.includes(host));
    if (name === undefined) return void response.writeHead(404).end();
    if (incoming.headers.authorization !== undefined) tried.push(host);
    enter(incoming, response, `/${rest.join('/')}`, `https://${host}`, doors[name]);
  });
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(all)}`;

  function enter(
    incoming: IncomingMessage,
    response: ServerResponse,
    path: string,
    origin: string,
    { judge, byToken }: Door,
  ): unknown {
    const { authorization } = incoming.headers;
    const method = incoming.method ?? '';
    if (byToken && path.startsWith('/token')) {
      const user = userIn(authorization);
      if (user === undefined || judge(user, { method: 'GET', path: '/v2/' }) === 'unknown')
        return refuse(response, 401);
      const token = randomBytes(12).toString('hex');
      tokens.set(token, user);
      return response.writeHead(200).end(JSON.stringify({ token }));
    }
    if (authorization === undefined) {
      const how = byToken ? `Bearer realm="${origin}/token",service="edge"` : 'Basic realm="edge"';
      return refuse(response, 401, how);
    }
    const user = byToken ? tokens.get(authorization.replace('Bearer ', '')) : userIn(authorization);
    if (user === undefined) return refuse(response, byToken ? 400 : 401);
    const verdict = judge(user, { method, path });
    if (verdict === 'unknown') return refuse(response, 401);
    if (verdict !== 'may') return deny(response, verdict.denied);
    return forward(incoming, response, path, new URL(origin).host);
  }

  function forward(incoming: IncomingMessage, response: ServerResponse, path: string, host: string): unknown {
    const headers = { ...incoming.headers, host, authorization: upstream.authorization };
    const outgoing = request(`http://${upstream.host}${path}`, { method: incoming.method ?? 'GET', headers });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    return incoming.pipe(outgoing);
  }

  return {
    hosts,
    endpoint,
    tried,
    stop: async () => {
      await Promise.all([...servers, all].map((server) => closeServer(server)));
    },
  };
}

function refuse(response: ServerResponse, status: number, challenge?: string): unknown {
  return response
    .writeHead(status, { ...(challenge !== undefined && { 'www-authenticate': challenge }) })
    .end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'no' }] }));
}

/** Like ECR: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
function deny(response: ServerResponse, message: string): unknown {
  return response
    .writeHead(403, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
}

function userIn(authorization = ''): User | undefined {
  const [, encoded] = /^Basic (\S+)$/.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [username, password] = splitAuth(Buffer.from(encoded, 'base64').toString());
  return { username, password };
}
