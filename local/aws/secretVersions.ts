import { AwsError } from './awsError.ts';
import type { Secret, SecretVersion } from './secretStore.ts';

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/**
 * If there are more versions than this, AWS deletes those without a label that are at least a day old; if that is not
 * enough, it accepts no further one. All staging labels of a secret together are at most 20.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const mostVersions = 100;
const youngSeconds = 24 * 60 * 60;
const mostLabels = 20;

/** The content of a new version: exactly one of the two. */
export type SecretContent = Pick<SecretVersion, 'string' | 'binary'>;

/**
 * The secret with one more version, to which the stages move. When AWSCURRENT moves, AWSPREVIOUS takes its old place.
 * The same id with the same content is a retry, and changes nothing.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 *
 * @throws AwsError ResourceExistsException if the id has other content; LimitExceededException if there would be too
 * many labels or versions
 */
export function withVersion(
  secret: Secret,
  version: SecretContent &
    Pick<SecretVersion, 'kmsKeyId'> & { id: string; createdAt: number; stages?: string[] | undefined },
): Secret {
  const { id, string, binary, createdAt, kmsKeyId } = version;
  const known = secret.versions.find((other) => other.id === id);
  if (known) {
    if (known.string === string && known.binary === binary) return secret;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const isFirst = secret.versions.length === 0;
  const { stages = [current] } = version;
  const all = isFirst && !stages.includes(current) ? [...stages, current] : stages;
  const becomesCurrent = all.includes(current);
  const older = secret.versions.map((other) => {
    const wasCurrent = becomesCurrent && other.stages.includes(current);
    const kept = other.stages.filter(
      (stage) => !all.includes(stage) && !(becomesCurrent && hasCurrent(secret) && stage === previous),
    );
    return { ...other, stages: wasCurrent ? [...kept, previous] : kept };
  });
  const versions = [...older, { id, string, binary, stages: all, createdAt, kmsKeyId }];
  return withinQuotas({ ...secret, changedAt: createdAt, versions: withoutSpare(versions, createdAt) });
}

function withoutSpare(versions: readonly SecretVersion[], now: number): SecretVersion[] {
  const spare = Math.max(0, versions.length - mostVersions);
  return versions.filter(
    ({ stages, createdAt }, n) => n >= spare || stages.length > 0 || now - createdAt < youngSeconds,
  );
}

/** @throws AwsError LimitExceededException */
function withinQuotas(secret: Secret): Secret {
  const labels = secret.versions.flatMap(({ stages }) => stages);
  if (labels.length <= mostLabels && secret.versions.length <= mostVersions) return secret;
  throw new AwsError(
    'LimitExceededException',
    'The request failed because it would exceed one of the Secrets Manager quotas.',
  );
}

/**
 * The secret with one label removed from a version, added to one, or moved. AWSPREVIOUS follows AWSCURRENT. A label may
 * be added again to the version that has it, but not if the request says it comes from another.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 *
 * @throws AwsError ResourceNotFoundException; InvalidParameterException if `from` does not have the label;
 * LimitExceededException
 */
export function movedStage(
  secret: Secret,
  stage: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Secret {
  if (to === undefined && from === undefined)
    throw invalidParameter('You must specify MoveToVersionId or RemoveFromVersionId.');
  for (const id of [from, to]) if (id !== undefined) findVersion(secret, id, undefined);
  const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
  if (to !== undefined && holder === to && from === undefined) return secret;
  if (from === undefined && holder !== undefined)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (from !== holder)
    throw invalidParameter(
      `When you move staging label ${stage}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${stage}.`,
    );
  if (stage === current && to === undefined)
    throw invalidParameter(`You can only move staging label ${current}.`);
  const isMoved = from !== to;
  const versions = secret.versions.map((version) => {
    const without = version.stages.filter(
      (other) =>
        other !== stage && !(isMoved && stage === current && from !== undefined && other === previous),
    );
    const gained = [
      ...(version.id === to ? [stage] : []),
      ...(isMoved && stage === current && version.id === from ? [previous] : []),
    ];
    return { ...version, stages: [...without, ...gained] };
  });
  return withinQuotas({ ...secret, versions });
}

const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);

/** The secret without old versions that have no label: AWS may delete these without notice. */
export function withoutDeprecated(secret: Secret, now: number, keptSeconds: number): Secret {
  const versions = secret.versions.filter(
    ({ stages, createdAt }) => stages.length > 0 || now - createdAt < keptSeconds,
  );
  return versions.length === secret.versions.length ? secret : { ...secret, versions };
}

function hasCurrent(secret: Secret): boolean {
  return secret.versions.some(({ stages }) => stages.includes(current));
}

/**
 * The version that a reader requests, by id, by stage, by both, or by neither (AWSCURRENT).
 *
 * @throws AwsError ResourceNotFoundException, or InvalidRequestException if id and stage do not belong together
 */
export function findVersion(
  secret: Secret,
  id: string | undefined,
  stage: string | undefined,
): SecretVersion {
  const wanted = stage ?? current;
  const found =
    id === undefined
      ? secret.versions.find(({ stages }) => stages.includes(wanted))
      : secret.versions.find((version) => version.id === id);
  if (!found) {
    const by = id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${by}`,
    );
  }
  if (id !== undefined && stage !== undefined && !found.stages.includes(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return found;
}
