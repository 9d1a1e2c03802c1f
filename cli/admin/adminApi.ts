import type { OutgoingHttpHeaders } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import { Failure } from '../../shared/failure.ts';
import { certificateOf, type ShownCertificate } from '../../shared/kubernetes/certificateOf.ts';
import { exchange } from '../../shared/kubernetes/exchange.ts';
import { networkFailure } from '../../shared/kubernetes/networkFailures.ts';
import { parsedJson } from '../../shared/parsedJson.ts';
import { Redactor } from '../../shared/redaction/redactor.ts';
import type { AdminContext } from './loadContext.ts';

export interface AdminAnswer {
  status: number;
  body: unknown;
  /** The server's clock, as it reports it. */
  date: string | undefined;
  certificate: ShownCertificate | undefined;
  /** The server's warnings: the texts of its Warning headers (RFC 7234), such as that it shortened a token's life. */
  warnings: string[];
}

/** The format of a body: Kubernetes accepts several kinds of patches. */
type ContentType =
  | 'application/json'
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/apply-patch+yaml';

/** The API server, with the address and the credential of an admin's context. */
export interface AdminApi {
  server: string;
  /** Whether the context verifies the server's certificate. */
  verifies: boolean;
  /**
   * Resolves with any answer. Rejects with a Failure if there is none.
   *
   * @param path including the query
   * @param body is sent as JSON, which is YAML too
   */
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    contentType?: ContentType,
  ): Promise<AdminAnswer>;
  /** Records the credential, and hides it from what comes back. */
  redactor: Redactor;
  close(): void;
}

/** Milliseconds for one request. */
const patience = 10_000;
/** Milliseconds for a program that makes the credential: it may ask its user. */
const patienceWithPrograms = 60_000;
const mostBytes = 4 * 1024 * 1024;

/**
 * Signs in. Rejects with a Failure if the credential cannot be made. Nothing is quoted of the programs that make it.
 */
export async function adminApi({ name, config }: AdminContext, signal: AbortSignal): Promise<AdminApi> {
  const cluster = config.getCurrentCluster();
  const server = (cluster?.server ?? '').replace(/\/$/, '');
  const options: RequestOptions & { agent?: { destroy(): void } } = {};
  await signedIn(config, options as never, name, signal);
  keepConnections(options.agent);
  const redactor = new Redactor();
  redactor.add(...secretsOf(options));
  const proxy = cluster?.proxyUrl === undefined ? undefined : hostOf(cluster.proxyUrl);

  return {
    server,
    verifies: cluster?.skipTLSVerify !== true,
    redactor,
    close: () => options.agent?.destroy(),
    async ask(method, path, body, contentType = 'application/json') {
      const { host } = new URL(server);
      let certificate: ShownCertificate | undefined;
      try {
        const answer = await exchange({
          agent: options.agent as Agent,
          url: server + path,
          method,
          headers: {
            ...options.headers,
            accept: 'application/json',
            ...(body !== undefined && { 'content-type': contentType }),
          } as OutgoingHttpHeaders,
          body: body && JSON.stringify(body),
          options: { ...options, signal } as RequestOptions,
          limit: patience,
          bounds: { success: mostBytes, failure: mostBytes },
          onResponse: (response) => {
            certificate = certificateOf(response);
          },
        });
        const { status, headers } = answer;
        return {
          status,
          date: headers['date'],
          certificate,
          body: parsedJson(answer.body),
          warnings: warningsIn(headers['warning']),
        };
      } catch (error) {
        signal.throwIfAborted();
        throw ownFailure(error, { host, method, path }, proxy);
      }
    },
  };
}

/** Requests follow each other quickly. A connection that waits longer, as during a question, may be dead. */
const idleMs = 4_000;

/** The client's own agent would open a connection, with a TLS handshake, for each request. */
function keepConnections(agent: object | undefined): void {
  if (agent instanceof Agent) {
    Object.assign(agent, { keepAlive: true });
    Object.assign(agent.options, { timeout: idleMs });
  }
}

async function signedIn(
  config: AdminContext['config'],
  options: Parameters<AdminContext['config']['applyToHTTPSOptions']>[0],
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceWithPrograms)]);
  const end = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(late.reason), { once: true });
  });
  try {
    await Promise.race([config.applyToHTTPSOptions(options), end]);
  } catch (error) {
    signal.throwIfAborted();
    const command: unknown = config.getCurrentUser()?.exec?.command;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      typeof command === 'string'
        ? `its program ${command} ${code === 'ENOENT' ? 'was not found' : late.aborted ? 'did not end in a minute' : 'failed'}`
        : code !== undefined
          ? `a file that it refers to cannot be read (${code})`
          : 'what it refers to cannot be used';
    throw new Failure('kubeconfig', `No credential for the context ${name}: ${why}`, {
      remedy: `See what kubectl says: kubectl --context ${name} get --raw /version`,
    });
  }
}

/** In the words of pushes, with remedies for this machine. */
function ownFailure(
  error: unknown,
  asked: { host: string; method: string; path: string },
  proxy: string | undefined,
): Failure {
  // How hpagent reports the proxy's answer.
  const [, status] = /^Bad response: (\d{3})$/.exec((error as Error).message) ?? [];
  if (proxy !== undefined && status !== undefined)
    return new Failure('unreachable', `The proxy ${proxy} answered CONNECT with ${status}`, {
      remedy: `Allow CONNECT to ${asked.host} on the proxy ${proxy}.`,
      ofProxy: true,
    });
  const failure = networkFailure(error, asked, proxy === undefined ? {} : { proxy });
  if (failure.kind === 'tls') return failure;
  return new Failure(failure.kind, failure.message, {
    remedy: 'Check the server of the context, and this machine’s network, VPN and proxies.',
    cause: error,
  });
}

/** The texts in headers such as `299 - "some text"`. */
function warningsIn(header = ''): string[] {
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}

function secretsOf({ headers, auth }: RequestOptions): string[] {
  const { Authorization: bearer } = (headers ?? {}) as Record<string, unknown>;
  const token = typeof bearer === 'string' ? [bearer.replace(/^Bearer /, '')] : [];
  const password = auth?.includes(':') ? [auth.slice(auth.indexOf(':') + 1)] : [];
  return [...token, ...password].filter((each) => each.length > 0);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'of the context';
}
