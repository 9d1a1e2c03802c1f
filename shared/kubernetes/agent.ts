import { setMaxListeners } from 'node:events';
import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { Failure } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { sharedContext } from './sharedContexts.ts';

export interface AgentLimits {
  /** Connections to the API server at most; further requests wait. */
  concurrency: number;
  /** Resolves host names and refuses forbidden addresses. */
  lookup: NonNullable<AgentOptions['lookup']>;
}

/**
 * Keep-alive HTTP/1.1 connections to one API server. HTTP/2 was measured: no faster nearby, and held to
 * 170 requests a second by its flow control at a 50 ms round trip, where 16 connections do 272.
 */
export function connectionPool(kubeconfig: Kubeconfig, { concurrency, lookup }: AgentLimits): Agent {
  const { certificateAuthority, credential, tlsServerName } = kubeconfig;
  const tls = {
    rejectUnauthorized: true,
    ...(tlsServerName !== undefined && { servername: tlsServerName }),
    ...('clientKey' in credential
      ? {
          ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
          cert: credential.clientCertificate,
          key: credential.clientKey,
        }
      : { secureContext: sharedContext(certificateAuthority) }),
  };
  const pool = { keepAlive: true, maxSockets: concurrency, maxFreeSockets: concurrency, lookup };
  if (kubeconfig.proxyUrl === undefined) return new Agent({ ...pool, ...tls });
  return proxied(kubeconfig.proxyUrl, pool, tls);
}

/**
 * The proxy's own TLS uses the public roots; the cluster's TLS options apply inside the tunnel. Until the
 * proxy has answered, its socket is in no pool and `destroy` would not find it: hence the signal.
 */
function proxied(proxyUrl: string, pool: AgentOptions, tls: AgentOptions): Agent {
  const agent = new HttpsProxyAgent(proxyUrl, pool);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  agent.connectOpts = { ...agent.connectOpts, signal: closing.signal };

  const connect = agent.connect.bind(agent);
  agent.connect = (request, options) => connect(request, { ...options, ...tls } as typeof options);
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    closing.abort();
    destroy();
  };
  // The agent hands a refusal on as if the API server had answered it.
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }, request: ClientRequest) => {
    if (statusCode !== 200) request.destroy(refusedByProxy(agent.proxy.host, statusCode));
  });
  return agent as unknown as Agent;
}

function refusedByProxy(host: string, status: number): Failure {
  return new Failure('unreachable', `The proxy ${host} answered CONNECT with ${status}`, {
    remedy: `Let the proxy ${host} pass PullPass on to the API server, and check the sign-in in the kubeconfig’s proxy-url.`,
  });
}
