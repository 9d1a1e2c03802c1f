import { setMaxListeners } from 'node:events';
import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { isIPv6, Socket } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { type AgentConnectOpts, Agent as AsyncAgent } from 'agent-base';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { noteResolution } from './progress.ts';
import { serverIdentity } from './serverIdentity.ts';
import { clientContext, sharedContext } from './tlsContexts.ts';
import { openTunnel } from './tunnel.ts';

export interface AgentLimits {
  /** Most connections to the API server; further requests wait. */
  concurrency: number;
  /** Resolves host names, and refuses forbidden addresses. */
  lookup: NonNullable<AgentOptions['lookup']>;
}

/**
 * Keep-alive HTTP/1.1 connections to one API server. HTTP/2 was measured and rejected: it is no faster nearby, and with
 * a round trip of 50 ms its flow control limits it to 170 requests a second, where 16 connections reach 272.
 */
export function connectionPool(kubeconfig: Kubeconfig, { concurrency, lookup }: AgentLimits): Agent {
  const { certificateAuthority, credential, tlsServerName, server } = kubeconfig;
  const tls = {
    rejectUnauthorized: true,
    ...serverIdentity(tlsServerName ?? new URL(server).hostname),
    secureContext:
      'clientKey' in credential
        ? clientContext(certificateAuthority, credential)
        : sharedContext(certificateAuthority),
  };
  const pool = { keepAlive: true, maxSockets: concurrency, maxFreeSockets: concurrency, lookup };
  if (kubeconfig.proxyUrl === undefined) return new DirectAgent({ ...pool, ...tls });
  return new ProxiedAgent(pool, kubeconfig.proxyUrl, certificateAuthority, tls) as unknown as Agent;
}

class DirectAgent extends Agent {
  override createConnection(...given: Parameters<Agent['createConnection']>) {
    const socket = super.createConnection(...given);
    const [{ host }] = given;
    if (socket instanceof Socket) noteResolution(socket, host ?? '');
    return socket;
  }
}

/**
 * The cluster's TLS, inside tunnels through a proxy. Unlike Node's agent, the base class counts connections that are
 * still being made, so `maxSockets` holds.
 */
class ProxiedAgent extends AsyncAgent {
  /** Until the proxy has answered, its socket is in no pool, so `destroy` would not find it. */
  private readonly closing = new AbortController();
  private readonly proxyUrl: string;
  private readonly proxyAuthority: string | undefined;
  private readonly tls: ConnectionOptions;

  constructor(
    pool: AgentOptions,
    proxyUrl: string,
    proxyAuthority: string | undefined,
    tls: ConnectionOptions,
  ) {
    super(pool);
    this.proxyUrl = proxyUrl;
    this.proxyAuthority = proxyAuthority;
    this.tls = tls;
    setMaxListeners(0, this.closing.signal);
  }

  override async connect(request: ClientRequest, { host = '', port, lookup }: AgentConnectOpts) {
    const socket = await openTunnel({
      request,
      proxyUrl: this.proxyUrl,
      target: `${isIPv6(host) ? `[${host}]` : host}:${port}`,
      lookup: lookup as NonNullable<AgentOptions['lookup']>,
      authority: this.proxyAuthority,
      signal: this.closing.signal,
    });
    return tlsConnect({ ...this.tls, ALPNProtocols: ['http/1.1'], socket });
  }

  override destroy(): void {
    this.closing.abort();
    super.destroy();
  }
}
