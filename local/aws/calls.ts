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
}

/** What to count, or what a fault hits. A field left out matches everything; `role: undefined` does too. */
export interface CallFilter {
  service?: AwsService | undefined;
  operation?: string | undefined;
  region?: string | undefined;
  /** ARN of the assumed role; `'none'` matches calls made without one. */
  role?: string | undefined;
}

export function matches(filter: CallFilter, call: Call): boolean {
  return (
    (filter.service === undefined || filter.service === call.service) &&
    (filter.operation === undefined || filter.operation === call.operation) &&
    (filter.region === undefined || filter.region === call.region) &&
    (filter.role === undefined || filter.role === (call.principal.role ?? 'none'))
  );
}

/** Counts calls, failed ones too. Grows with the number of different calls, not with their number. */
export class CallCounter {
  readonly #counted = new Map<string, { call: Call; times: number }>();

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
