import { connect, isIP, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { ProbeFinding, Reach } from '../../api/probe.ts';
import type { Failure } from '../../failure.ts';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { alternativeNames, serverIdentity } from '../../kubernetes/serverIdentity.ts';
import { sharedContext } from '../../kubernetes/tlsContexts.ts';
import { openTunnel } from '../../kubernetes/tunnel.ts';
import type { Cidr } from '../../network/cidr.ts';
import { guardedLookup } from '../../network/guardedLookup.ts';
import { checkHostname } from '../../network/hostname.ts';
import type { ResolveAll } from '../../network/shareInFlight.ts';
import { reachOf, reachOfProxy, tlsResultOf } from './results.ts';

/** Where a kubeconfig leads, without its credential. */
export type Address = Omit<Kubeconfig, 'credential'>;

export interface ProbeLimits {
  allowedCidrs: readonly Cidr[];
  /** Milliseconds for the whole probe. */
  milliseconds: number;
  /** Default: the system's resolver. */
  resolve?: ResolveAll;
}

/** OpenSSL accepts certificates of 100 KiB; the rest of a handshake is small. */
const mostBytes = 256 * 1024;
/** Milliseconds between two looks at how much has arrived. */
const lookEvery = 50;

const mostNames = 50;
/** Longer names, or names with other characters, are not ones that a kubeconfig could use. */
const name = /^[\w.*:-]{1,253}$/;

/**
 * Connects as a push would, and stops after TLS: sends only the handshake, or CONNECT to a proxy, and reads only the
 * certificate. Whatever is there, the result is one of a few words. Never rejects.
 */
export async function probe(address: Address, limits: ProbeLimits): Promise<ProbeFinding> {
  const { server, proxyUrl } = address;
  try {
    for (const url of [server, proxyUrl])
      if (url !== undefined) checkHostname(new URL(url).hostname, limits.allowedCidrs);
  } catch {
    return { reach: 'refused-address' };
  }
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), limits.milliseconds);
  const lookup = guardedLookup(limits.allowedCidrs, limits.resolve);
  try {
    const opened = await (proxyUrl === undefined ? connected : tunnelled)(address, lookup, aborter.signal);
    return typeof opened === 'string'
      ? { reach: opened }
      : { reach: 'reached', ...(await handshake(address, opened, aborter.signal)) };
  } finally {
    clearTimeout(timer);
    aborter.abort();
  }
}

type Lookup = ReturnType<typeof guardedLookup>;

/** A connection to the server, or why there is none. */
function connected({ server }: Address, lookup: Lookup, signal: AbortSignal): Promise<Socket | Reach> {
  const { hostname, port } = new URL(server);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  let isResolved = isIP(host) !== 0;
  const { promise, resolve } = Promise.withResolvers<Socket | Reach>();
  const socket = connect({ host, port: Number(port || 443), lookup });
  const late = () => {
    resolve(isResolved ? 'timeout' : 'not-resolved');
    socket.destroy();
  };
  socket.once('lookup', () => {
    isResolved = true;
  });
  socket.once('connect', () => resolve(socket));
  socket.on('error', (error) => resolve(reachOf(error)));
  signal.addEventListener('abort', late, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', late));
}

/** The same through the proxy. */
async function tunnelled(
  { server, proxyUrl = '', certificateAuthority: authority }: Address,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<Socket | Reach> {
  const { hostname, port } = new URL(server);
  try {
    return await openTunnel({ proxyUrl, target: `${hostname}:${port || 443}`, lookup, authority, signal });
  } catch (error) {
    return signal.aborted ? 'timeout' : reachOfProxy(error as Failure);
  }
}

/** TLS over the connection. Closes it in any case. */
function handshake(
  { server, tlsServerName, certificateAuthority }: Address,
  carrier: Socket,
  signal: AbortSignal,
): Promise<Shown> {
  const { promise, resolve } = Promise.withResolvers<Shown>();
  const socket = tlsConnect({
    socket: carrier,
    ...serverIdentity(tlsServerName ?? new URL(server).hostname),
    secureContext: sharedContext(certificateAuthority),
    ALPNProtocols: ['http/1.1'],
    // An unverified certificate is accepted, to read its names; nothing is ever sent over this connection.
    rejectUnauthorized: false,
  });
  const late = () => resolve({ tls: 'timeout' });
  const looking = setInterval(() => {
    if (carrier.bytesRead > mostBytes) resolve({ tls: 'not-tls' });
  }, lookEvery);
  socket.once('secureConnect', () => resolve(certificateOf(socket)));
  socket.on('error', (error) => resolve({ tls: tlsResultOf(error) }));
  socket.once('close', () => resolve({ tls: 'closed' }));
  signal.addEventListener('abort', late, { once: true });
  return promise.finally(() => {
    clearInterval(looking);
    signal.removeEventListener('abort', late);
    socket.destroy();
    carrier.destroy();
  });
}

type Shown = Pick<ProbeFinding, 'tls' | 'names'>;

function certificateOf(socket: TLSSocket): Shown {
  const { names, addresses } = alternativeNames(socket.getPeerCertificate().subjectaltname ?? '');
  const shown = [...names, ...addresses].filter((each) => name.test(each)).slice(0, mostNames);
  const tls = socket.authorized ? 'verified' : tlsResultOf({ code: socket.authorizationError });
  return { tls, names: shown };
}
