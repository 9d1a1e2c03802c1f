import type { IncomingHttpHeaders } from 'node:http';

/**
 * The services of the embedded AWS, by the names in request signatures, and the registries that accept the tokens,
 * whose requests are not signed.
 */
export type AwsService =
  | 'dynamodb'
  | 'sqs'
  | 'secretsmanager'
  | 'ecr'
  | 'ecr-public'
  | 'sts'
  | 'lambda'
  | 'registry';

/** The signer of a request. `role` and `session` are present if STS issued the credentials. */
export interface Principal {
  arn: string;
  account: string;
  role: string | undefined;
  session: string | undefined;
}

/** What faults and counters know of a request. */
export interface Call {
  service: AwsService;
  /** As AWS names it, for example `GetAuthorizationToken`. */
  operation: string;
  region: string;
  principal: Principal;
  /** The client's attempt, from 1, as it reports; undefined if it does not. */
  attempt?: number | undefined;
}

/** What to count, or what a fault hits. An absent field matches everything, as does `role: undefined`. */
export interface CallFilter {
  service?: AwsService | undefined;
  operation?: string | undefined;
  region?: string | undefined;
  /** ARN of the assumed role; `'none'` matches calls without one. */
  role?: string | undefined;
  /** The client's attempt, from 1. `1` spares the client's retries. */
  attempt?: number | undefined;
}

export function matches(filter: CallFilter, call: Call): boolean {
  return (
    (filter.service === undefined || filter.service === call.service) &&
    (filter.operation === undefined || filter.operation === call.operation) &&
    (filter.region === undefined || filter.region === call.region) &&
    (filter.role === undefined || filter.role === (call.principal.role ?? 'none')) &&
    (filter.attempt === undefined || filter.attempt === call.attempt)
  );
}

/**
 * The attempt that the SDK reports: `attempt=2; max=4`.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function attemptOf(headers: IncomingHttpHeaders): number | undefined {
  const [, attempt] = /attempt=(\d+)/.exec(String(headers['amz-sdk-request'] ?? '')) ?? [];
  return attempt === undefined ? undefined : Number(attempt);
}

/**
 * Counts calls, including failed ones. Its size depends on how many different calls there are, not on how many calls.
 */
export class CallCounter {
  readonly #counted = new Map<string, { call: Call; times: number }>();
  #writes = 0;

  /**
   * How many times an emulator has done something that may have changed its data, since the start. Counted when it is
   * done: perhaps long after the call, or after its client has disconnected.
   */
  get writes(): number {
    return this.#writes;
  }

  recordWrite(): void {
    this.#writes += 1;
  }

  record(call: Call): void {
    const key = [call.service, call.operation, call.region, call.principal.role].join('|');
    const entry = this.#counted.get(key);
    if (entry) entry.times += 1;
    else this.#counted.set(key, { call, times: 1 });
  }

  /** How many calls have matched since the start or the last `reset`. */
  count(filter: CallFilter = {}): number {
    return [...this.#counted.values()]
      .filter(({ call }) => matches(filter, call))
      .reduce((sum, { times }) => sum + times, 0);
  }

  reset(): void {
    this.#counted.clear();
  }
}
