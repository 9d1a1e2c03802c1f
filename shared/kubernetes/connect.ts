import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Failure } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { Cidr } from '../network/cidr.ts';
import { guardedLookup } from '../network/guardedLookup.ts';
import { checkHostname } from '../network/hostname.ts';
import { Redactor } from '../redaction/redactor.ts';
import type { Advice } from './advice.ts';
import { connectionPool } from './agent.ts';
import { KubernetesApi } from './api.ts';
import { KeepAliveHttp } from './http.ts';
import { mayBeDoneUntil } from './lateWrites.ts';
import { proxySecrets } from './proxySignIn.ts';
import type { Route } from './route.ts';
import { scrubber } from './scrub.ts';

export interface ConnectOptions {
  /** What to do about refusals. */
  advice: Advice;
  /** Most requests in flight. The default of 16 saturates a kube-apiserver on two cores. */
  concurrency?: number;
  /** Milliseconds for one request. */
  requestTimeout?: number;
  /** Epoch milliseconds; no request is sent after this. */
  deadline: number;
  /** Ranges to allow even if the address rule refuses them. */
  allowedCidrs: readonly Cidr[];
  /**
   * Called for another token if the API server refuses the kubeconfig's, and once more if it refuses that one. Throws
   * the final Failure if there is none. Not called for a client certificate.
   */
  anotherToken?: ((refused: Failure) => Promise<string>) | undefined;
  /**
   * Called for each write whose outcome is unknown, with the time until which it may still take effect (epoch
   * milliseconds).
   */
  onUnanswered?: (until: number) => void;
  now?: () => number;
  random?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
}

export interface Connection {
  api: KubernetesApi;
  /** Requests sent so far, retries included. */
  requests(): number;
  /** Records what was sent, and hides it from what comes back. */
  redactor: Redactor;
  /** Closes the connections; requests in flight fail. */
  close(): void;
}

/** Connects only with the first request. Throws a Failure if the address is forbidden. */
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
    server: kubeconfig.server.replace(/\/$/, ''),
    token,
    route: routeOf(kubeconfig),
    advice: options.advice,
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
  return {
    api: new KubernetesApi(http),
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

/** Secrets that a server, or a proxy in front of it, could quote. */
function secretsOf({ credential, proxyUrl }: Kubeconfig): string[] {
  const token = 'token' in credential ? [credential.token] : [];
  return proxyUrl === undefined ? token : [...token, ...proxySecrets(new URL(proxyUrl))];
}
