import { setTimeout as sleepFor } from 'node:timers/promises';
import { BearerTokenAuthentication } from '@kubernetes/client-node/dist/gen/auth/auth.js';
import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import type { Failure } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { type Cidr, checkHostname, guardedLookup } from '../network/address.ts';
import { Redactor } from '../redaction/redactor.ts';
import { connectionPool } from './agent.ts';
import { KubernetesApi } from './api.ts';
import { KeepAliveHttp } from './http.ts';
import { mayBeDoneUntil } from './lateWrites.ts';
import { proxySecrets } from './proxySignIn.ts';
import type { Route } from './route.ts';
import { scrubber } from './scrub.ts';

export interface ConnectOptions {
  /** Requests in flight at most; the default of 16 is where a kube-apiserver on two cores is saturated. */
  concurrency?: number;
  /** Milliseconds one request may take. */
  requestTimeout?: number;
  /** Epoch milliseconds after which no request is made. */
  deadline: number;
  /** Ranges that may be contacted although the address rule would refuse them. */
  allowedCidrs: readonly Cidr[];
  /**
   * Is asked for another token where the API server refuses the one of the kubeconfig, and again where it refuses that one.
   * Throws the Failure to end with if there is none. Not asked where the kubeconfig has a client certificate.
   */
  anotherToken?: ((refused: Failure) => Promise<string>) | undefined;
  /** Is told of each write whose end is unknown, with the epoch milliseconds until which it may be carried out. */
  onUnanswered?: (until: number) => void;
  now?: () => number;
  random?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
}

export interface Connection {
  api: KubernetesApi;
  /** Requests sent so far, retries included. */
  requests(): number;
  /** Knows what was sent, and hides it from what comes back. */
  redactor: Redactor;
  /** Ends the connections; requests in flight fail. */
  close(): void;
}

/** Opens nothing yet: the first request connects. Throws a Failure where the address is a forbidden one. */
export function connect(kubeconfig: Kubeconfig, options: ConnectOptions): Connection {
  const { concurrency = 16, requestTimeout = 10_000, deadline, allowedCidrs, now = Date.now } = options;
  for (const url of [kubeconfig.server, kubeconfig.proxyUrl])
    if (url !== undefined) checkHostname(new URL(url).hostname, allowedCidrs);

  const token = 'token' in kubeconfig.credential ? kubeconfig.credential.token : undefined;
  const redactor = new Redactor();
  redactor.add(...secretsOf(kubeconfig));
  const agent = connectionPool(kubeconfig, { concurrency, lookup: guardedLookup(allowedCidrs) });
  const http = new KeepAliveHttp({
    agent,
    route: routeOf(kubeconfig),
    requestTimeout,
    deadline,
    now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleepFor,
    onSend: (body) => redactor.sent(body),
    anotherToken: token === undefined ? undefined : hidden(options.anotherToken, redactor),
    scrub: scrubber((text) => redactor.hide(text)),
    onUnanswered: () => options.onUnanswered?.(mayBeDoneUntil(now())),
  });
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(kubeconfig.server.replace(/\/$/, ''), {}),
    httpApi: http,
  });
  if (token !== undefined)
    configuration.authMethods.default = new BearerTokenAuthentication(`Bearer ${token}`);
  return {
    api: new KubernetesApi(configuration),
    requests: () => http.sent,
    redactor,
    close: () => agent.destroy(),
  };
}

function hidden(
  anotherToken: ConnectOptions['anotherToken'],
  redactor: Redactor,
): ConnectOptions['anotherToken'] {
  if (anotherToken === undefined) return undefined;
  return async (refused) => {
    const token = await anotherToken(refused);
    redactor.add(token);
    return token;
  };
}

function routeOf({ server, proxyUrl, certificateAuthority, credential }: Kubeconfig): Route {
  const basePath = new URL(server).pathname.replace(/\/$/, '');
  return {
    ...(basePath !== '' && { basePath }),
    ...(proxyUrl !== undefined && { proxy: new URL(proxyUrl).host }),
    ...(certificateAuthority !== undefined && { authority: certificateAuthority }),
    showsCertificate: 'clientKey' in credential,
  };
}

/** What a server, or a proxy in its place, could send back in its words. */
function secretsOf({ credential, proxyUrl }: Kubeconfig): string[] {
  const token = 'token' in credential ? [credential.token] : [];
  return proxyUrl === undefined ? token : [...token, ...proxySecrets(new URL(proxyUrl))];
}
