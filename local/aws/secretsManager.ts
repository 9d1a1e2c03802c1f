import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from './awsError.ts';
import type { Secret, SecretStore } from './secretStore.ts';
import {
  findVersion,
  movedStage,
  type SecretContent,
  withoutDeprecated,
  withVersion,
} from './secretVersions.ts';
import { localAccount } from './sessions.ts';
import type { StandIn, StandInRequest } from './standIn.ts';

const day = 24 * 60 * 60;
const maxContentBytes = 65_536;

/** Delays by which Secrets Manager differs from a single process. */
export interface SecretTimings {
  /**
   * Milliseconds that a forced deletion takes in the background. Meanwhile the name is taken.
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
   */
  deletionLingers: number;
  /** Milliseconds until a new version can be read. */
  readLag: number;
  /** Milliseconds for which a version without a label is kept. AWS may delete it at once, but usually does not. */
  deprecatedKept: number;
}

/** Short enough for a person at a terminal, long enough to surprise a caller that expects no wait. */
const defaultTimings: SecretTimings = { deletionLingers: 1_500, readLag: 0, deprecatedKept: day * 1000 };

const stage = z.string().min(1).max(256);
const tag = z.object({ Key: z.string(), Value: z.string().default('') });
const secretId = z.object({ SecretId: z.string() });
const content = {
  ClientRequestToken: z.string().min(32).max(64),
  SecretString: z.string().optional(),
  SecretBinary: z.string().optional(),
};

/** The input of each operation. Fields that are not listed are accepted and ignored. */
const inputs = {
  CreateSecret: z.object({
    ...content,
    Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
    Description: z.string().optional(),
    KmsKeyId: z.string().optional(),
    Tags: z.array(tag).default([]),
  }),
  PutSecretValue: secretId.extend({ ...content, VersionStages: z.array(stage).min(1).max(20).optional() }),
  GetSecretValue: secretId.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() }),
  BatchGetSecretValue: z.object({ SecretIdList: z.array(z.string()).min(1).max(20) }),
  DescribeSecret: secretId,
  ListSecretVersionIds: secretId,
  DeleteSecret: secretId.extend({
    ForceDeleteWithoutRecovery: z.boolean().default(false),
    RecoveryWindowInDays: z.number().min(7).max(30).optional(),
  }),
  RestoreSecret: secretId,
  /** Does not accept a value here. */
  UpdateSecret: secretId.extend({
    KmsKeyId: z.string(),
    SecretString: z.undefined().optional(),
    SecretBinary: z.undefined().optional(),
  }),
  UpdateSecretVersionStage: secretId.extend({
    VersionStage: stage,
    RemoveFromVersionId: z.string().optional(),
    MoveToVersionId: z.string().optional(),
  }),
  TagResource: secretId.extend({ Tags: z.array(tag) }),
  UntagResource: secretId.extend({ TagKeys: z.array(z.string()) }),
  ListSecrets: z.object({
    MaxResults: z.number().min(1).max(100).default(100),
    NextToken: z.string().optional(),
    IncludePlannedDeletion: z.boolean().default(false),
    Filters: z.array(z.object({ Key: z.literal('name'), Values: z.array(z.string()).min(1) })).default([]),
  }),
};

type Inputs = { [Operation in keyof typeof inputs]: z.output<(typeof inputs)[Operation]> };
type Operations = { [Operation in keyof Inputs]: (input: Inputs[Operation], region: string) => unknown };

/** Secrets Manager: the operations above, with its error codes and wording. */
export class SecretsManager implements StandIn {
  readonly #store: SecretStore;
  readonly #now: () => Date;
  /** May be changed at any time. */
  readonly timings: SecretTimings;

  constructor(store: SecretStore, now: () => Date, timings: Partial<SecretTimings> = {}) {
    this.#store = store;
    this.#now = now;
    this.timings = { ...defaultTimings, ...timings };
  }

  answer({ operation, input, region, fault }: StandInRequest): unknown {
    if (!(operation in inputs)) {
      throw new AwsError(
        'UnknownOperationException',
        `The local Secrets Manager does not play ${operation}.`,
      );
    }
    this.#purge();
    const name = operation as keyof Inputs;
    const parsed = inputs[name].safeParse(input);
    if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
    if (fault?.kind === 'missing') throw notFound();
    const answer = (this.#operations[name] as (input: unknown, region: string) => unknown)(
      parsed.data,
      region,
    );
    return fault?.kind === 'corrupt' ? damaged(answer) : answer;
  }

  resource(input: Record<string, unknown>): string {
    return String(input['SecretId'] ?? input['Name'] ?? '*');
  }

  readonly #operations: Operations = {
    CreateSecret: (input, region) => {
      const { Name, ClientRequestToken: id, Description, KmsKeyId: kmsKeyId, Tags } = input;
      const existing = this.#store.get(Name);
      const createdAt = this.#seconds();
      const version = { ...contentOf(input), id, createdAt, kmsKeyId };
      if (existing?.deletedAt !== undefined) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      }
      if (existing && !existing.versions.some((other) => other.id === id)) {
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${Name} already exists.`,
        );
      }
      const fresh: Secret = existing ?? {
        arn: `arn:aws:secretsmanager:${region}:${localAccount}:secret:${Name}-${randomSuffix()}`,
        name: Name,
        description: Description,
        kmsKeyId,
        tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
        versions: [],
        createdAt,
        changedAt: createdAt,
      };
      const secret = withVersion(fresh, version);
      this.#store.save(secret);
      return { ARN: secret.arn, Name, VersionId: id };
    },

    PutSecretValue: (input) => {
      const secret = this.#living(input.SecretId);
      const { ClientRequestToken: id, VersionStages: stages } = input;
      const { kmsKeyId } = secret;
      const version = { ...contentOf(input), id, createdAt: this.#seconds(), stages, kmsKeyId };
      const changed = withVersion(secret, version);
      this.#store.save(changed);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: id,
        VersionStages: findVersion(changed, id, undefined).stages,
      };
    },

    GetSecretValue: ({ SecretId, VersionId, VersionStage }) =>
      readValue(this.#visible(this.#living(SecretId)), VersionId, VersionStage),

    BatchGetSecretValue: ({ SecretIdList }) => {
      const answer: { SecretValues: unknown[]; Errors: unknown[] } = { SecretValues: [], Errors: [] };
      for (const SecretId of SecretIdList) {
        try {
          answer.SecretValues.push(readValue(this.#visible(this.#living(SecretId)), undefined, undefined));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          answer.Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
        }
      }
      return answer;
    },

    DescribeSecret: ({ SecretId }) => describe(this.#find(SecretId)),

    ListSecretVersionIds: ({ SecretId }) => {
      const { arn, name, versions } = this.#find(SecretId);
      const Versions = versions
        .filter(({ stages }) => stages.length > 0)
        .map(({ id, stages, createdAt, kmsKeyId = 'DefaultEncryptionKey' }) => ({
          VersionId: id,
          VersionStages: stages,
          CreatedDate: createdAt,
          KmsKeyIds: [kmsKeyId],
        }));
      return { ARN: arn, Name: name, Versions };
    },

    DeleteSecret: ({ SecretId, ForceDeleteWithoutRecovery: force, RecoveryWindowInDays: days }) => {
      if (force && days !== undefined) {
        throw new AwsError(
          'InvalidParameterException',
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      }
      const now = this.#seconds();
      if (force) {
        const secret = this.#lookUp(SecretId);
        const purgeAt = now + this.timings.deletionLingers / 1000;
        if (secret?.forced) throw wasDeleted();
        if (secret) this.#store.save({ ...secret, deletedAt: now, purgeAt, forced: true });
        this.#purge();
        // A secret that does not exist counts as deleted: AWS answers 200 too.
        return { ARN: secret?.arn ?? SecretId, Name: secret?.name ?? SecretId, DeletionDate: now };
      }
      const secret = this.#living(SecretId);
      const purgeAt = now + (days ?? 30) * day;
      this.#store.save({ ...secret, deletedAt: now, purgeAt });
      return { ARN: secret.arn, Name: secret.name, DeletionDate: purgeAt };
    },

    RestoreSecret: ({ SecretId }) => {
      const secret = this.#find(SecretId);
      if (secret.forced) throw wasDeleted();
      if (secret.deletedAt === undefined)
        throw new AwsError('InvalidRequestException', 'You tried to restore a secret that was not deleted.');
      this.#store.save({ ...secret, deletedAt: undefined, purgeAt: undefined, restoredAt: this.#seconds() });
      return { ARN: secret.arn, Name: secret.name };
    },

    // Versions with other labels keep their key.
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
    UpdateSecret: ({ SecretId, KmsKeyId: kmsKeyId }) => {
      const secret = this.#living(SecretId);
      const versions = secret.versions.map((version) =>
        version.stages.some((stage) => /^AWS(CURRENT|PENDING|PREVIOUS)$/.test(stage))
          ? { ...version, kmsKeyId }
          : version,
      );
      this.#store.save({ ...secret, kmsKeyId, versions });
      return { ARN: secret.arn, Name: secret.name };
    },

    UpdateSecretVersionStage: ({ SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId }) => {
      const secret = this.#living(SecretId);
      this.#store.save(movedStage(secret, VersionStage, { from: RemoveFromVersionId, to: MoveToVersionId }));
      return { ARN: secret.arn, Name: secret.name };
    },

    TagResource: ({ SecretId, Tags }) => {
      const secret = this.#living(SecretId);
      const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      this.#store.save({ ...secret, tags: { ...secret.tags, ...added } });
      return {};
    },

    UntagResource: ({ SecretId, TagKeys }) => {
      const secret = this.#living(SecretId);
      const kept = Object.entries(secret.tags).filter(([key]) => !TagKeys.includes(key));
      this.#store.save({ ...secret, tags: Object.fromEntries(kept) });
      return {};
    },

    ListSecrets: ({ MaxResults, NextToken = '', IncludePlannedDeletion, Filters }) => {
      const listed = this.#store
        .all()
        .filter(
          ({ name, deletedAt }) =>
            name > NextToken &&
            (IncludePlannedDeletion || deletedAt === undefined) &&
            Filters.every(({ Values }) => Values.some((prefix) => beginsWith(name, prefix))),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = listed.slice(0, MaxResults);
      return {
        SecretList: page.map((secret) => {
          const { VersionIdsToStages, ...rest } = describe(secret);
          return { ...rest, SecretVersionsToStages: VersionIdsToStages };
        }),
        ...(listed.length > page.length ? { NextToken: page.at(-1)?.name } : {}),
      };
    },
  };

  /** By name, by ARN, or by ARN without its random end. */
  #lookUp(id: string): Secret | undefined {
    const name = /^arn:aws[a-z-]*:secretsmanager:[^:]*:\d{12}:secret:(.+)$/.exec(id)?.[1] ?? id;
    const whole = this.#store.get(name.replace(/-[A-Za-z0-9]{6}$/, ''));
    return id !== name && whole?.arn === id ? whole : this.#store.get(name);
  }

  #find(id: string): Secret {
    const secret = this.#lookUp(id);
    if (secret) return secret;
    throw notFound();
  }

  #living(id: string): Secret {
    const secret = this.#find(id);
    if (secret.deletedAt === undefined) return secret;
    if (secret.forced) throw wasDeleted();
    throw markedForDeletion();
  }

  /** The secret without versions that cannot be read yet. */
  #visible(secret: Secret): Secret {
    const latest = this.#seconds() - this.timings.readLag / 1000;
    if ((secret.restoredAt ?? 0) > latest) throw markedForDeletion();
    const versions = secret.versions.filter(({ createdAt }) => createdAt <= latest);
    if (versions.length === 0) throw notFound();
    const hidden = secret.versions.filter((version) => !versions.includes(version));
    const [newest] = versions.slice(-1);
    if (newest !== undefined && hidden.some(({ stages }) => stages.includes('AWSCURRENT')))
      return {
        ...secret,
        versions: versions.map((each) => (each === newest ? { ...each, stages: ['AWSCURRENT'] } : each)),
      };
    return { ...secret, versions };
  }

  /** Drops secrets whose recovery window has ended, and old versions without a label. */
  #purge(): void {
    const now = this.#seconds();
    for (const secret of this.#store.all()) {
      const { name, purgeAt } = secret;
      if (purgeAt !== undefined && purgeAt <= now) this.#store.remove(name);
      else {
        const kept = withoutDeprecated(secret, now, this.timings.deprecatedKept / 1000);
        if (kept !== secret) this.#store.save(kept);
      }
    }
  }

  #seconds(): number {
    return this.#now().getTime() / 1000;
  }
}

function notFound(): AwsError {
  return new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function markedForDeletion(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

function wasDeleted(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    'You can’t perform this operation on the secret because it was deleted.',
  );
}

/** A filter on names ignores case. */
function beginsWith(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

/** The answer, with half of each secret's text lost. */
function damaged(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value) =>
    key === 'SecretString' ? String(value).slice(0, String(value).length / 2) : value,
  );
}

function contentOf(input: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}): SecretContent {
  const { SecretString: string, SecretBinary: binary } = input;
  if ((string === undefined) === (binary === undefined)) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  const bytes = string === undefined ? Buffer.from(binary ?? '', 'base64').length : Buffer.byteLength(string);
  if (bytes > maxContentBytes) {
    throw new AwsError(
      'ValidationException',
      `The secret is ${bytes} bytes; a secret holds ${maxContentBytes} at most.`,
    );
  }
  return string === undefined ? { binary } : { string };
}

function readValue(secret: Secret, id: string | undefined, stage: string | undefined): unknown {
  const version = findVersion(secret, id, stage);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    VersionStages: version.stages,
    CreatedDate: version.createdAt,
    ...(version.string === undefined ? { SecretBinary: version.binary } : { SecretString: version.string }),
  };
}

/** Everything except the content. */
function describe(secret: Secret) {
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    DeletedDate: secret.purgeAt,
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
    VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
  };
}

/** AWS appends a hyphen and six characters to the name. */
function randomSuffix(): string {
  return randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 6);
}
