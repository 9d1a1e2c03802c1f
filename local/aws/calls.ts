import type { IncomingHttpHeaders } from 'node:http';

/**
 * The services that the embedded AWS plays, by the names that their request signatures use; and the registries that
 * take the tokens, whose requests are not signed.
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

/** Who signed a request. `role` and `session` are there when STS issued the credentials. */
export interface Principal {
  arn: string;
  account: string;
  role: string | undefined;
  session: string | undefined;
}

/** One request, as far as faults and counters care. */
export interface Call {
  service: AwsService;
  /** As AWS names it, for example `GetAuthorizationToken`. */
  operation: string;
  region: string;
  principal: Principal;
  /** Which try of the client's this is, from 1, as it says itself; undefined if it does not. */
  attempt?: number | undefined;
}

/** What to count, or what a fault hits. A field left out matches everything; `role: undefined` does too. */
export interface CallFilter {
  service?: AwsService | undefined;
  operation?: string | undefined;
  region?: string | undefined;
  /** ARN of the assumed role; `'none'` matches calls made without one. */
  role?: string | undefined;
  /** A try of the client's, from 1: `1` spares the client's own retries. */
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
 * What the SDK says of a request: `attempt=2; max=4`.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function attemptOf(headers: IncomingHttpHeaders): number | undefined {
  const [, attempt] = /attempt=(\d+)/.exec(String(headers['amz-sdk-request'] ?? '')) ?? [];
  return attempt === undefined ? undefined : Number(attempt);
}

/** Counts calls, failed ones too. Grows with the number of different calls, not with their number. */
export class CallCounter {
  readonly #counted = new Map<string, { call: Call; times: number }>();
  #writes = 0;

  /**
   * How often an emulator did something that may have changed what it holds, since the start. Counted once it is
   * done, which may be long after the call, or after its client is gone.
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

  /** How many calls matched since the start or the last `reset`. */
  count(filter: CallFilter = {}): number {
    return [...this.#counted.values()]
      .filter(({ call }) => matches(filter, call))
      .reduce((sum, { times }) => sum + times, 0);
  }

  reset(): void {
    this.#counted.clear();
  }
}
