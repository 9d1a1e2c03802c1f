import { AwsError } from './awsError.ts';
import type { Secret, SecretVersion } from './secretStore.ts';

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** AWS keeps about this many versions without a stage. */
const keptVersions = 100;

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
  version: SecretContent & { id: string; createdAt: number; stages?: string[] | undefined },
): Secret {
  const { id, string, binary, createdAt, stages = [current] } = version;
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
  const versions = [...older, { id, string, binary, stages, createdAt }];
  const spare = Math.max(0, versions.length - keptVersions);
  return {
    ...secret,
    changedAt: createdAt,
    versions: versions.filter(({ stages }, n) => n >= spare || stages.length > 0),
  };
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
