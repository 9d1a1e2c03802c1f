/**
 * Everything that can go wrong with one cluster. Each failure has a kind from this list, a message that says what
 * failed and where, and a remedy for a person to follow.
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

/** A permission that a user lacks in a cluster, in the words of its authorizer. */
export interface Lack {
  /** The user name. */
  identity: string;
  verb: string;
  group: string;
  resource: string;
  name?: string;
}

/** A failure of one cluster, for a known reason. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly remedy: string;
  /** The HTTP status that the API server answered, if it did. */
  readonly status: number | undefined;
  /** The missing permission, if an authorizer named it. */
  readonly lack: Lack | undefined;
  /** What follows until somebody does what the remedy says. Reports include it. */
  readonly meanwhile: string | undefined;
  /** Set if the proxy on the way failed, not what is behind it. */
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
    super(clipped(message), { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    const { remedy, status, lack, meanwhile, ofProxy } = options;
    this.remedy = clipped(remedy);
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

/** Characters of a text that are kept: some contain what a foreign server said, and a record has 400 KB. */
const longestText = 8_000;

/** Copies what it keeps: a slice would keep the whole text in memory. */
function clipped(text: string): string {
  return text.length > longestText ? `${Buffer.from(text.slice(0, longestText)).toString()}…` : text;
}

/** The same failure with another remedy; without its cause and its stack. */
export function withRemedy({ kind, message, status, lack, meanwhile }: Failure, remedy: string): Failure {
  const failure = new Failure(kind, message, { remedy, status, lack, meanwhile });
  delete failure.stack;
  return failure;
}

/** Anything that is not a Failure is a fault of PullPass. Its text is not shown: it may hold anything. */
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
