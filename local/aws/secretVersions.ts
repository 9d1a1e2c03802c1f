import { AwsError } from './awsError.ts';
import type { Secret, SecretVersion } from './secretStore.ts';

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** AWS keeps about this many versions without a stage, and promises only a day for each. */
const keptVersions = 100;
const keptSeconds = 24 * 60 * 60;

/** The content of a new version. Exactly one of the two is set. */
export type SecretContent = Pick<SecretVersion, 'string' | 'binary'>;

/**
 * The secret with one more version, to which the stages move. When AWSCURRENT moves, AWSPREVIOUS follows behind it.
 * The same id with the same content is a retry, and changes nothing.
 *
 * @throws AwsError ResourceExistsException when the id has other content already
 */
export function withVersion(
  secret: Secret,
  version: SecretContent &
    Pick<SecretVersion, 'kmsKeyId'> & { id: string; createdAt: number; stages?: string[] | undefined },
): Secret {
  const { id, string, binary, createdAt, kmsKeyId, stages = [current] } = version;
  const known = secret.versions.find((other) => other.id === id);
  if (known) {
    if (known.string === string && known.binary === binary) return secret;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const becomesCurrent = stages.includes(current);
  const older = secret.versions.map((other) => {
    const wasCurrent = becomesCurrent && other.stages.includes(current);
    const kept = other.stages.filter(
      (stage) => !stages.includes(stage) && !(becomesCurrent && hasCurrent(secret) && stage === previous),
    );
    return { ...other, stages: wasCurrent ? [...kept, previous] : kept };
  });
  const versions = [...older, { id, string, binary, stages, createdAt, kmsKeyId }];
  const spare = Math.max(0, versions.length - keptVersions);
  return {
    ...secret,
    changedAt: createdAt,
    versions: versions.filter(({ stages }, n) => n >= spare || stages.length > 0),
  };
}

/**
 * The secret with one label taken from a version, put on one, or moved. AWSPREVIOUS follows AWSCURRENT.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 *
 * @throws AwsError ResourceNotFoundException, or InvalidParameterException where `from` is not who has the label
 */
export function movedStage(
  secret: Secret,
  stage: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Secret {
  if (to !== undefined) findVersion(secret, to, undefined);
  const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
  if (holder === to && to !== undefined) return secret;
  if (from !== holder)
    throw new AwsError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be ${from ?? 'empty'}. Staging label ${stage} is currently attached to version ${holder ?? 'none'}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (stage === current && to === undefined)
    throw new AwsError('InvalidParameterException', `You can only move staging label ${current}.`);
  const versions = secret.versions.map((version) => {
    const without = version.stages.filter(
      (other) => other !== stage && !(stage === current && other === previous),
    );
    const gained = [
      ...(version.id === to ? [stage] : []),
      ...(stage === current && version.id === from ? [previous] : []),
    ];
    return { ...version, stages: [...without, ...gained] };
  });
  return { ...secret, versions };
}

/** The secret without versions that have no label and are a day old: AWS may delete them without notice. */
export function withoutDeprecated(secret: Secret, now: number): Secret {
  const versions = secret.versions.filter(
    ({ stages, createdAt }) => stages.length > 0 || now - createdAt < keptSeconds,
  );
  return versions.length === secret.versions.length ? secret : { ...secret, versions };
}

function hasCurrent(secret: Secret): boolean {
  return secret.versions.some(({ stages }) => stages.includes(current));
}

/**
 * The version that a reader asks for, by id, by stage, by both, or by neither (AWSCURRENT).
 *
 * @throws AwsError ResourceNotFoundException, or InvalidRequestException when id and stage do not belong together
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
