import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CallCounter } from '../../../local/aws/calls.ts';
import { Ecr } from '../../../local/aws/ecr.ts';
import { readPassword, type TokenIdentity } from '../../../local/aws/ecrToken.ts';
import { Faults } from '../../../local/aws/faults.ts';
import type { Policy } from '../../../local/aws/iam/policy.ts';
import {
  pullsFromItsAccount,
  type RegistryPolicies,
  refusalOf,
} from '../../../local/aws/iam/registryAccess.ts';
import { Sessions } from '../../../local/aws/sessions.ts';
import { startStandIns } from '../../../local/aws/standIn.ts';
import { Sts } from '../../../local/aws/sts.ts';
import { printedPolicies } from '../../check/policies/printedPolicies.ts';
import { deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import { emulatedRegion, rootCredentials, startMiniStack } from '../../support/aws/ministack.ts';
import { startControlPlane } from '../../support/controlplane/start.ts';
import { type Edge, type Judge, startEdge, type User } from '../../support/registry/edge.ts';
import { type Skopeo, startSkopeo } from '../../support/registry/skopeo.ts';
import { startRegistry } from '../../support/registry/start.ts';
import { Api, type Cluster } from './api.ts';
import { awsCalls } from './aws.ts';
import { startForwarder } from './forwarder.ts';
import { OpenShift } from './openshift.ts';
import { roleName, rolePolicies } from './rolePolicies.ts';
import { together } from './together.ts';

export const account = '123456789012';
export const pullRole = `arn:aws:iam::${account}:role/pullpass-pull`;
export const pushRole = `arn:aws:iam::${account}:role/pullpass-push`;
export const externalId = 'our-fleet';
export const otherRegion = 'us-east-1';

export const otherAccount = '210987654321';

type DoorName = 'ecr' | 'replica' | 'shared' | 'public' | 'quay';

/**
 * One deployed PullPass, one real cluster, and one real registry behind five gates that let in the same users as ECR in
 * two regions and in another account, ECR Public and Quay. ECR, ECR Public and STS are the embedded ones, whose tokens
 * name the principal that requested them. What such a token may do depends on that principal's policies; those of
 * PullPass's own role are read from the deployment. Everything else of AWS is emulated.
 */
interface WorldPolicies {
  /** Policies of the push function's role, as deployed. */
  functions: readonly Policy[];
  repositories: Map<string, Policy>;
}

export interface RegistriesWorld {
  api: Api;
  openshift: OpenShift;
  edge: Edge<DoorName>;
  skopeo: Skopeo;
  secrets: SecretsManagerClient;
  calls: CallCounter;
  faults: Faults;
  /** What the principals may do at ECR, and what its repositories allow them. */
  policies: WorldPolicies;
  /** The user that Quay lets in. */
  robot: User;
  /** Registers a cluster, and waits until it has been pushed. */
  serve(name: string, registries: readonly object[], targets: readonly object[]): Promise<Cluster>;
  body(name: string, registries: readonly object[], targets: readonly object[]): Record<string, unknown>;
  stop(): Promise<void>;
}

/** The token with which a user signs in, if it is one of this region. */
function tokenOf({ username, password }: User, region: string): TokenIdentity | undefined {
  try {
    const token = readPassword(password);
    return username === 'AWS' && token.region === region ? token : undefined;
  } catch {
    return undefined;
  }
}

/** A token allows in its own region what its principal's policies allow. */
const ecrIn =
  (of: string, region: string, policies: RegistryPolicies): Judge =>
  (user, request) => {
    const token = tokenOf(user, region);
    if (token === undefined) return 'unknown';
    const denied = refusalOf({ ...request, account: of, region }, token, policies);
    return denied === undefined ? 'may' : { denied };
  };

/** Everybody may pull from it. */
const ecrPublic: Judge = (user, { method }) => {
  if (tokenOf(user, 'us-east-1') === undefined) return 'unknown';
  return method === 'GET' || method === 'HEAD' ? 'may' : { denied: 'Pushes are not for this test.' };
};

export async function startRegistriesWorld(): Promise<RegistriesWorld> {
  return together(async (keep, stop) => {
    const plane = keep(await startControlPlane({ users: { pullpass: { groups: ['system:masters'] } } }));
    const own = { username: 'upstream', password: 'of-the-real-registry' };
    const registry = keep(await startRegistry(own.username, own.password));
    const robot: User = { username: 'team+robot', password: 'first' };
    const standard = (region: string, of = account) => [`${of}.dkr.ecr.${region}.amazonaws.com`];
    const policies: WorldPolicies = { functions: [], repositories: new Map() };
    const [builds] = await printedPolicies('docs/registries.md', 'Pulling and pushing apart', 1);
    const ofRoles: RegistryPolicies = {
      get functions() {
        return policies.functions;
      },
      ofRole: (arn) => (arn === pushRole && builds ? [builds] : [pullsFromItsAccount(arn)]),
      ofRepository: (arn) => policies.repositories.get(arn),
    };
    const ecrOf = (of: string, region: string) => ({
      judge: ecrIn(of, region, ofRoles),
      names: standard(region, of),
    });
    const edge = keep(
      await startEdge(
        {
          host: registry.host,
          authorization: `Basic ${Buffer.from(`${own.username}:${own.password}`).toString('base64')}`,
        },
        {
          ecr: ecrOf(account, emulatedRegion),
          replica: ecrOf(account, otherRegion),
          shared: ecrOf(otherAccount, emulatedRegion),
          public: { judge: ecrPublic, byToken: true, names: ['public.ecr.aws'] },
          quay: {
            judge: ({ username, password }) =>
              username === robot.username && password === robot.password ? 'may' : 'unknown',
            byToken: true,
          },
        },
      ),
    );
    const now = () => new Date();
    const world = {
      now,
      calls: new CallCounter(),
      faults: new Faults(),
      sessions: new Sessions(),
      disabledRegions: new Set<string>(),
    };
    const ecr = new Ecr(now);
    const roles = { [pullRole]: { externalId }, [pushRole]: { externalId } };
    const tokens = keep(
      await startStandIns({ ecr, 'ecr-public': ecr, sts: new Sts(world.sessions, now, roles) }, world),
    );
    const ministack = keep(
      await startMiniStack({
        environment: {
          AWS_ENDPOINT_URL_ECR: tokens.endpoint,
          AWS_ENDPOINT_URL_ECR_PUBLIC: tokens.endpoint,
          AWS_ENDPOINT_URL_STS: tokens.endpoint,
          REGISTRY_ENDPOINT_URL: edge.endpoint,
        },
      }),
    );
    const params = {
      allowedCidrs: '127.0.0.0/8',
      deletionProtection: 'false',
      // The registries that stand in for ECR here.
      ecrHosts: '127.0.0.1:*,*.example.com',
    };
    const deployment = await deployToMiniStack(ministack, { params });
    const aws = awsCalls(ministack);
    const role = await roleName(aws, `pullpass-${deployment.stage}`, 'PushRole');
    policies.functions = await rolePolicies(aws, role);
    const front = keep(await startForwarder(plane.port));
    const kubeconfig = plane.kubeconfig({ user: 'pullpass' }).replace(plane.server, front.url);
    const api = new Api(deployment.apiUrl, rootCredentials);
    const openshift = new OpenShift(plane);
    const secrets = new SecretsManagerClient({
      endpoint: ministack.endpoint,
      region: emulatedRegion,
      credentials: rootCredentials,
    });
    const body: RegistriesWorld['body'] = (name, registries, targets) => ({
      name,
      kubeconfig,
      registries,
      targets,
    });
    return {
      api,
      openshift,
      edge,
      skopeo: keep(await startSkopeo()),
      secrets,
      calls: world.calls,
      faults: world.faults,
      policies,
      robot,
      body,
      async serve(name, registries, targets) {
        await api.expect(201, 'POST', '/clusters', { body: body(name, registries, targets) });
        return api.attempted(name, undefined);
      },
      async stop() {
        openshift.admin.close();
        secrets.destroy();
        await stop();
      },
    };
  });
}
