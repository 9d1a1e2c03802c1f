/**
 * The closed list of what can go wrong with one cluster. Each failure carries a kind from this list, a
 * message that says what failed and where, and a remedy that a person can act on.
 */
export const failureKinds = [
  'unreachable',
  'tls',
  'timeout',
  'unauthorized',
  'forbidden',
  'not-found',
  'conflict',
  'throttled',
  'kubeconfig',
  'token',
  'assume-role',
  'registry',
  'internal',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** What users see of a failure. Never holds a credential. */
export interface FailureReport {
  kind: FailureKind;
  message: string;
  remedy: string;
}

/** Something about one cluster that failed for a reason we can name. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly remedy: string;
  /** The HTTP status that the API server answered, where one did. */
  readonly status: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    options: { remedy: string; status?: number | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.remedy = options.remedy;
    this.status = options.status;
  }

  report(): FailureReport {
    return { kind: this.kind, message: this.message, remedy: this.remedy };
  }
}
