import { Failure, type FailureKind } from '../failure.ts';

interface Meaning {
  errors: RegExp;
  kind: FailureKind;
  /** Completes "The secret … …". */
  what: string;
  remedy: string;
}

/**
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html, and the errors of each
 * operation.
 */
const meanings: readonly Meaning[] = [
  {
    errors: /Throttl|TooManyRequests|RequestLimitExceeded/,
    kind: 'throttled',
    what: 'could not be written: Secrets Manager throttles',
    remedy:
      'It is tried again. If this continues, find out what else calls Secrets Manager in this account and region.',
  },
  {
    errors: /^(AbortError|TimeoutError)$/,
    kind: 'timeout',
    what: 'could not be written: Secrets Manager did not answer in time',
    remedy: 'It is tried again. If this continues, check the health of Secrets Manager in this region.',
  },
  {
    errors: /AccessDenied|NotAuthorized/,
    kind: 'kubeconfig',
    what: 'may not be written by the push function',
    remedy:
      'Deploy again, so that its role has secretsmanager:DescribeSecret, PutSecretValue and UpdateSecretVersionStage, and check the secret’s resource policy and its KMS key.',
  },
  {
    errors: /EncryptionFailure|DecryptionFailure|KMS/i,
    kind: 'kubeconfig',
    what: 'could not be encrypted with its KMS key',
    remedy:
      'Check that the key is enabled, and that the push function’s role may use it (kms:GenerateDataKey, kms:Decrypt).',
  },
  {
    errors: /LimitExceeded/,
    kind: 'kubeconfig',
    what: 'has as many versions or staging labels as Secrets Manager allows',
    remedy:
      'Take staging labels that PullPass did not make from the secret’s versions: it needs three of the 20 that a secret may have.',
  },
  {
    errors: /ResourceNotFound|InvalidRequest/,
    kind: 'kubeconfig',
    what: 'does not exist, or is being deleted',
    remedy: 'Send the kubeconfig again by {kubeconfig}.',
  },
];

/** The Failure for an error of Secrets Manager's client while a kubeconfig was stored; undefined for unknown errors. */
export function secretsManagerFailure(error: unknown, secret: string): Failure | undefined {
  const { name } = Object(error) as Partial<Error>;
  if (name === undefined) return undefined;
  const meaning = meanings.find(({ errors }) => errors.test(name));
  if (meaning === undefined) return undefined;
  const { kind, what, remedy } = meaning;
  return new Failure(kind, `The secret ${secret} ${what} (${name})`, { remedy, cause: error });
}
