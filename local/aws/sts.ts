import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError, denied } from './awsError.ts';
import type { Principal } from './calls.ts';
import type { Policy } from './iam/policy.ts';
import { pullsFromItsAccount } from './iam/registryAccess.ts';
import type { Sessions } from './sessions.ts';
import type { StandIn, StandInRequest } from './standIn.ts';
import { element, type XmlTree } from './xml.ts';

/** Whom a role's trust policy lets in. */
export interface RoleTrust {
  /** The external id that its trust policy requires. */
  externalId?: string;
  /** What it may do at ECR. Default: pull from its own account. */
  policies?: readonly Policy[];
}

/** STS: AssumeRole with its external id, and GetCallerIdentity. */
export class Sts implements StandIn {
  /**
   * Roles that exist, by ARN. A role that is not listed may be assumed by anyone if `openToAll`, otherwise by nobody.
   */
  readonly roles: Map<string, RoleTrust>;
  readonly #openToAll: boolean;
  readonly #sessions: Sessions;
  readonly #now: () => Date;

  /** @param roles if absent, every well-formed role may be assumed, with any external id or none */
  constructor(sessions: Sessions, now: () => Date, roles?: Readonly<Record<string, RoleTrust>>) {
    this.roles = new Map(Object.entries(roles ?? {}));
    this.#openToAll = roles === undefined;
    this.#sessions = sessions;
    this.#now = now;
  }

  answer(request: StandInRequest): string {
    if (request.operation === 'AssumeRole') return this.#assumeRole(request);
    if (request.operation === 'GetCallerIdentity') return callerIdentity(request.principal);
    throw new AwsError('InvalidAction', `The local STS does not play ${request.operation}.`);
  }

  resource(input: Record<string, unknown>): string {
    return String(input['RoleArn'] ?? '*');
  }

  /** What a role may do at ECR. */
  policiesOf(roleArn: string): readonly Policy[] {
    return this.roles.get(roleArn)?.policies ?? [pullsFromItsAccount(roleArn)];
  }

  #assumeRole(request: StandInRequest): string {
    const {
      RoleArn,
      RoleSessionName,
      ExternalId,
      DurationSeconds = '3600',
    } = request.input as Record<string, string | undefined>;
    const [, partition, account, path] =
      /^arn:(aws[a-z-]*):iam::(\d{12}):role\/([\w+=,.@/-]+)$/.exec(RoleArn ?? '') ?? [];
    if (!RoleArn || !partition || !account || !path) throw invalid(`${RoleArn} is invalid`);
    if (!RoleSessionName || !/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
      throw invalid(`Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint`);
    }
    const seconds = Number(DurationSeconds);
    if (!(seconds >= 900 && seconds <= 43_200)) {
      throw invalid(`Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint`);
    }
    // The functions run under a role themselves, so every role they assume is chained.
    if (seconds > 3600) {
      throw invalid(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    if (!this.#trusts(RoleArn, ExternalId)) throw denied(request, RoleArn);

    const name = path.slice(path.lastIndexOf('/') + 1);
    const principal: Principal = {
      arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${RoleSessionName}`,
      account,
      role: RoleArn,
      session: RoleSessionName,
    };
    const expiresAt = new Date(this.#now().getTime() + seconds * 1000);
    const credentials = this.#sessions.issue(principal, expiresAt);
    return respond('AssumeRole', {
      AssumedRoleUser: {
        AssumedRoleId: `AROA${randomBytes(8).toString('hex').toUpperCase()}:${RoleSessionName}`,
        Arn: principal.arn,
      },
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: expiresAt.toISOString(),
      },
    });
  }

  /** AWS does not say whether the role is missing or the external id is wrong; neither does this. */
  #trusts(roleArn: string, externalId: string | undefined): boolean {
    const role = this.roles.get(roleArn);
    if (!role) return this.#openToAll;
    return role.externalId === undefined || role.externalId === externalId;
  }
}

function callerIdentity({ arn, account }: Principal): string {
  return respond('GetCallerIdentity', { Arn: arn, UserId: 'AROALOCAL:local', Account: account });
}

function respond(operation: string, result: XmlTree): string {
  return element(`${operation}Response`, {
    [`${operation}Result`]: result,
    ResponseMetadata: { RequestId: randomUUID() },
  });
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
