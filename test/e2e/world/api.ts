import { emulatedRegion } from '../../support/aws/ministack.ts';
import { type Answer, type Credentials, signedFetch } from '../../support/aws/signedFetch.ts';
import { until } from './until.ts';

/** The fields of an API cluster that the scenarios use. */
export interface Cluster {
  name: string;
  version: number;
  status: {
    phase: string;
    validUntil?: string;
    lastAttemptAt?: string;
    lastSuccessAt?: string;
    nextPushAt?: string;
    nextRefreshAt?: string;
    consecutiveFailures: number;
    error?: { kind: string; message: string; remedy: string };
    problems?: { kind: string; message: string; remedy: string; namespaces: string[]; count: number }[];
    namespaces: { ready: number; failed: number; skipped: number };
    kubeconfig: { server: string; identity?: string; expiresAt?: string };
  };
}

export interface AuditLine {
  at: string;
  type: string;
  by: string;
  message: string;
}

export interface CallOptions {
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Signs the request; null sends it unsigned. Default: the fleet admin. */
  as?: Credentials | null;
}

/** The deployed API, as a fleet admin uses it. Keeps every answer, to search them for credentials. */
export class Api {
  readonly answers: Answer[] = [];
  readonly #url: string;
  readonly #admin: Credentials;

  constructor(url: string, admin: Credentials) {
    this.#url = url;
    this.#admin = admin;
  }

  async call(method: string, path: string, { body, headers = {}, as }: CallOptions = {}): Promise<Answer> {
    const credentials = as === undefined ? this.#admin : as;
    const answer = await signedFetch(`${this.#url}${path}`, {
      method,
      body,
      headers,
      credentials,
      region: emulatedRegion,
    });
    this.answers.push(answer);
    return answer;
  }

  /** A call that must be answered with this status. @throws the answer otherwise */
  async expect<Body = Cluster>(
    status: number,
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Body> {
    const answer = await this.call(method, path, options);
    if (answer.status !== status)
      throw new Error(`${method} ${path} answered ${answer.status}, expected ${status}: ${answer.text}`);
    return (answer.text === '' ? undefined : answer.json()) as Body;
  }

  read(name: string): Promise<Cluster> {
    return this.expect(200, 'GET', `/clusters/${name}`);
  }

  /** Waits until the cluster is as wanted. */
  until(name: string, what: string, done: (cluster: Cluster) => boolean, limit = 60_000): Promise<Cluster> {
    return until(`${name} ${what}`, () => this.read(name), done, { limit });
  }

  /** Waits for a push that began after `since` (ISO 8601) and has been recorded. */
  attempted(name: string, since: string | undefined, limit = 60_000): Promise<Cluster> {
    return this.until(
      name,
      `to be pushed to after ${since}`,
      ({ status }) => status.lastAttemptAt !== undefined && status.lastAttemptAt > (since ?? ''),
      limit,
    );
  }

  /** Requests a push at once, and waits until it is recorded. */
  async refresh(name: string): Promise<Cluster> {
    const { status } = await this.read(name);
    await this.expect(202, 'POST', `/clusters/${name}/refresh`);
    return this.attempted(name, status.lastAttemptAt);
  }

  async events(name: string): Promise<AuditLine[]> {
    const { items } = await this.expect<{ items: AuditLine[] }>(200, 'GET', `/clusters/${name}/events`);
    return items;
  }

  async deregister(name: string): Promise<void> {
    await this.expect(202, 'DELETE', `/clusters/${name}`);
    await this.gone(name);
  }

  async gone(name: string): Promise<void> {
    await until(
      `${name} to be gone`,
      () => this.call('GET', `/clusters/${name}`),
      ({ status }) => status === 404,
    );
  }
}
