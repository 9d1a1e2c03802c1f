import { AwsError } from './awsError.ts';
import { mintPassword } from './ecrToken.ts';
import type { StandIn, StandInRequest } from './standIn.ts';

const hour = 60 * 60 * 1000;

/** The part of ECR and ECR Public that PullPass needs: tokens. */
export class Ecr implements StandIn {
  /** The life of tokens issued from now on, in milliseconds. */
  tokenLifeMs: number;
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date, tokenLifeMs: number = 12 * hour) {
    this.#now = now;
    this.tokenLifeMs = tokenLifeMs;
  }

  /** Number of tokens issued. */
  get minted(): number {
    return this.#serial;
  }

  answer({ service, operation, principal, region, fault }: StandInRequest): unknown {
    if (operation !== 'GetAuthorizationToken') {
      throw new AwsError('UnknownOperationException', `The local ECR does not play ${operation}.`);
    }
    const life = fault?.kind === 'half-spent' ? this.tokenLifeMs / 2 : this.tokenLifeMs;
    const mintedAt = this.#now().getTime();
    const expiresAt = new Date(mintedAt + life);
    const { account, role, session } = principal;
    this.#serial += 1;
    const password = mintPassword(
      { account, role, session, region, serial: this.#serial, mintedAt },
      expiresAt,
    );
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const token = {
      authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
      expiresAt: expiresAt.getTime() / 1000,
    };
    if (service === 'ecr-public') return { authorizationData: token };
    const proxyEndpoint = `https://${account}.dkr.ecr.${region}.${domain}`;
    return { authorizationData: [{ ...token, proxyEndpoint }] };
  }

  resource(): string {
    return '*';
  }
}
