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
  'denied',
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

/** What somebody may not do in a cluster, as its authorizer said it. */
export interface Lack {
  /** The user name. */
  identity: string;
  verb: string;
  group: string;
  resource: string;
  name?: string;
}

/** Something about one cluster that failed for a reason we can name. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly remedy: string;
  /** The HTTP status that the API server answered, where one did. */
  readonly status: number | undefined;
  /** The permission that is missing, where an authorizer named it. */
  readonly lack: Lack | undefined;
  /** What it means until the remedy has been followed: its report says so. */
  readonly meanwhile: string | undefined;
  /** Set where it is the proxy on the way that failed, and not what is behind it. */
  readonly ofProxy: true | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    options: {
      remedy: string;
      status?: number | undefined;
      lack?: Lack | undefined;
      meanwhile?: string | undefined;
      ofProxy?: true | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    const { remedy, status, lack, meanwhile, ofProxy } = options;
    this.remedy = remedy;
    this.status = status;
    this.lack = lack;
    this.meanwhile = meanwhile;
    this.ofProxy = ofProxy;
  }

  report(): FailureReport {
    const { kind, message, remedy, meanwhile } = this;
    return {
      kind,
      message,
      remedy: meanwhile === undefined ? remedy : `${remedy} Until then ${meanwhile}.`,
    };
  }
}

/** The same, with another remedy; without its cause, and without where in the code it was met. */
export function withRemedy({ kind, message, status, lack, meanwhile }: Failure, remedy: string): Failure {
  const failure = new Failure(kind, message, { remedy, status, lack, meanwhile });
  delete failure.stack;
  return failure;
}

/** Anything that is not a Failure is a fault of PullPass: its text is not shown, since it may hold anything. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(
    'internal',
    `PullPass failed with ${error instanceof Error ? error.name : typeof error}`,
    {
      remedy: 'This is a fault in PullPass. Its log has the stack; please report it.',
      cause: error,
    },
  );
}
