import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Chain } from './chains.ts';
import type { Issued } from './issue.ts';

/** Servers on loopback that run until `stop`. */
export class Endpoints {
  private readonly servers: { server: Server; sockets: Set<Socket> }[] = [];

  async listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    this.servers.push({ server, sockets });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.servers.map(({ server, sockets }) => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }
}

/** Connections to it are refused. One that was free a moment ago may be another process's by now. */
const nobodysPort = 1;

export const goodToken = 'good-token';

/** Other sign-ins, as kubectl sends them: an OpenShift OAuth token, basic auth. */
const knownHeaders = [
  `Bearer ${goodToken}`,
  'Bearer sha256~good',
  `Basic ${Buffer.from('basic:auth').toString('base64')}`,
];

/** How an API server's port behaves. */
export const transports = [
  'tls',
  'TLS 1.2 only',
  'TLS 1.1 only',
  'RSA key exchange only',
  'client certificate required',
  'plain HTTP',
  'plain HTTP for anyone',
  'garbage',
  'hangs up',
  'resets',
  'hangs up after TLS',
  'nothing listens',
] as const;
export type Transport = (typeof transports)[number];

/** An API server that only answers who the user is. Returns its port. */
export async function startApi(
  endpoints: Endpoints,
  chain: Chain,
  transport: Transport,
  clients: Issued,
): Promise<number> {
  if (transport === 'nothing listens') return nobodysPort;
  if (transport === 'plain HTTP') return endpoints.listen(createHttp(answer));
  if (transport === 'plain HTTP for anyone')
    return endpoints.listen(
      createHttp((request, response) => {
        request.headers.authorization = `Bearer ${goodToken}`;
        answer(request, response);
      }),
    );
  if (transport === 'garbage')
    return endpoints.listen(
      createTcp((socket) =>
        socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\nwhat do you want?\r\n')),
      ),
    );
  if (transport === 'hangs up') return endpoints.listen(createTcp((socket) => socket.end()));
  if (transport === 'resets')
    return endpoints.listen(createTcp((socket) => socket.on('data', () => socket.resetAndDestroy())));
  const server = createHttps(
    {
      cert: [chain.leaf, ...chain.sent].map(({ pem }) => pem).join(''),
      key: chain.leaf.keyPem,
      ca: clients.pem,
      requestCert: true,
      rejectUnauthorized: transport === 'client certificate required',
      ciphers: transport === 'RSA key exchange only' ? 'kRSA@SECLEVEL=0' : 'DEFAULT@SECLEVEL=0',
      minVersion: 'TLSv1',
      ...(transport === 'TLS 1.2 only' && { maxVersion: 'TLSv1.2' as const }),
      ...(transport === 'RSA key exchange only' && { maxVersion: 'TLSv1.2' as const }),
      ...(transport === 'TLS 1.1 only' && { maxVersion: 'TLSv1.1' as const }),
    },
    answer,
  );
  if (transport === 'hangs up after TLS') server.on('secureConnection', (socket) => socket.destroy());
  return endpoints.listen(server);
}

/** The user, decided in a kube-apiserver's order: the certificate first. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { socket, headers } = request;
  const byCertificate = (socket as TLSSocket).authorized
    ? (socket as TLSSocket).getPeerCertificate()?.subject?.CN
    : undefined;
  const username =
    byCertificate ?? (knownHeaders.includes(headers.authorization ?? '') ? 'robot' : undefined);
  const body =
    username === undefined
      ? {
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          reason: 'Unauthorized',
          message: 'Unauthorized',
          code: 401,
        }
      : {
          kind: 'SelfSubjectReview',
          apiVersion: 'authentication.k8s.io/v1',
          status: { userInfo: { username } },
        };
  response
    .writeHead(username === undefined ? 401 : 201, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}

/** How a proxy answers CONNECT. */
export const proxyManners = [
  'passes on',
  'wants a sign-in',
  'refuses',
  'is not found',
  'answers 201',
  'hangs up',
  'hangs up in its answer',
  'resets',
  'talks garbage',
  'talks to itself',
  'wants NTLM',
  'ends lines with LF',
  'answers without a reason',
  'nothing listens',
] as const;
export type ProxyManner = (typeof proxyManners)[number] | 'speaks SOCKS';

const proxySignIn = `Basic ${Buffer.from('user:p@ss:word').toString('base64')}`;

/** A proxy that treats every host as the API server at the port after the colon. Returns its port. */
export async function startProxy(
  endpoints: Endpoints,
  manner: ProxyManner,
  own: { leaf: Issued } | undefined,
): Promise<number> {
  if (manner === 'nothing listens') return nobodysPort;
  if (manner === 'speaks SOCKS') return endpoints.listen(createTcp(speakSocks));
  const raw: Partial<Record<ProxyManner, (socket: Socket) => void>> = {
    'hangs up': (socket) => socket.end(),
    'hangs up in its answer': (socket) => socket.end('HTTP/1.1 200 OK\r\nVia: x'),
    // TLS has no reset of its own.
    resets: (socket) => (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy()),
    'talks garbage': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\nwhat do you want?\r\n\r\n'),
  };
  const tls = own && { cert: own.leaf.pem, key: own.leaf.keyPem };
  const proxy = tls ? createHttps(tls, decline) : createHttp(decline);
  proxy.on('connect', (request, socket: Socket) => {
    socket.on('error', () => undefined);
    const speak = raw[manner];
    if (speak) return speak(socket);
    const signedIn = request.headers['proxy-authorization'] === proxySignIn;
    if (manner === 'wants a sign-in' && !signedIn)
      return socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
      );
    if (manner === 'wants NTLM')
      return socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
      );
    if (manner === 'refuses') return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    if (manner === 'is not found')
      return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nno\r\n');
    if (manner === 'answers 201') return socket.end('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    if (manner === 'talks to itself') {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      return socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    }
    const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      const newline = manner === 'ends lines with LF' ? '\n' : '\r\n';
      const reason = manner === 'answers without a reason' ? '' : ' Connection established';
      socket.write(`HTTP/1.1 200${reason}${newline}Via: 1.1 x${newline}${newline}`);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => {
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    });
    socket.on('close', () => upstream.destroy());
    return undefined;
  });
  return endpoints.listen(proxy);
}

/** The part of SOCKS 5 (RFC 1928) that kubectl needs; every host is this machine. */
function speakSocks(socket: Socket): void {
  socket.once('data', () => {
    socket.write(Buffer.from([5, 0]));
    socket.once('data', (asked: Buffer) => {
      const upstream = connect(asked.readUInt16BE(asked.length - 2), '127.0.0.1', () => {
        socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
    });
  });
}

/** Requests for plain http:// that are not CONNECT. */
function decline(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(501, { connection: 'close' }).end();
}
