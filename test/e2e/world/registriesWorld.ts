import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CallCounter } from '../../../local/aws/calls.ts';
import { Ecr } from '../../../local/aws/ecr.ts';
import { readPassword } from '../../../local/aws/ecrToken.ts';
import { Faults } from '../../../local/aws/faults.ts';
import { Sessions } from '../../../local/aws/sessions.ts';
import { startStandIns } from '../../../local/aws/standIn.ts';
import { Sts } from '../../../local/aws/sts.ts';
import { deployToMiniStack } from '../../support/aws/deployToMiniStack.ts';
import { emulatedRegion, rootCredentials, startMiniStack } from '../../support/aws/ministack.ts';
import { startControlPlane } from '../../support/controlplane/start.ts';
import { type Edge, type Judge, startEdge, type User } from '../../support/registry/edge.ts';
import { type Skopeo, startSkopeo } from '../../support/registry/skopeo.ts';
import { startRegistry } from '../../support/registry/start.ts';
import { Api, type Cluster } from './api.ts';
import { startForwarder } from './forwarder.ts';
import { OpenShift } from './openshift.ts';
import { together } from './together.ts';

export const account = '123456789012';
export const pullRole = `arn:aws:iam::${account}:role/pullpass-pull`;
export const pushRole = `arn:aws:iam::${account}:role/pullpass-push`;
export const externalId = 'our-fleet';
export const otherRegion = 'us-east-1';

export type DoorName = 'ecr' | 'replica' | 'public' | 'quay';

/**
 * One deployed PullPass, one real cluster, and one real registry behind four doors that let in whom ECR in two regions,
 * ECR Public and Quay would. ECR, ECR Public and STS are the embedded ones, whose tokens say who asked for them; all
 * else of AWS is emulated.
 */
export interface RegistriesWorld {
  api: Api;
  openshift: OpenShift;
  edge: Edge<DoorName>;
  skopeo: Skopeo;
  secrets: SecretsManagerClient;
  calls: CallCounter;
  faults: Faults;
  /** Whom Quay lets in. */
  robot: User;
  /** Registers a cluster, and waits until it has been pushed to. */
  serve(name: string, registries: readonly object[], targets: readonly object[]): Promise<Cluster>;
  body(name: string, registries: readonly object[], targets: readonly object[]): Record<string, unknown>;
  stop(): Promise<void>;
}

/** A token pulls in its own region, whoever asked for it; the role for pushes may push, too. */
const ecrIn =
  (region: string): Judge =>
  ({ username, password }, method) => {
    try {
      const token = readPassword(password);
      if (username !== 'AWS' || token.region !== region) return 'unknown';
      return method === 'GET' || method === 'HEAD' || token.role === pushRole ? 'may' : 'may not';
    } catch {
      return 'unknown';
    }
  };

export async function startRegistriesWorld(): Promise<RegistriesWorld> {
  return together(async (keep, stop) => {
    const plane = keep(await startControlPlane({ users: { pullpass: { groups: ['system:masters'] } } }));
    const own = { username: 'upstream', password: 'of-the-real-registry' };
    const registry = keep(await startRegistry(own.username, own.password));
    const robot: User = { username: 'team+robot', password: 'first' };
    const standard = (region: string) => [`${account}.dkr.ecr.${region}.amazonaws.com`];
    const edge = keep(
      await startEdge(
        {
          host: registry.host,
          authorization: `Basic ${Buffer.from(`${own.username}:${own.password}`).toString('base64')}`,
        },
        {
          ecr: { judge: ecrIn(emulatedRegion), names: standard(emulatedRegion) },
          replica: { judge: ecrIn(otherRegion), names: standard(otherRegion) },
          public: { judge: ecrIn('us-east-1'), byToken: true, names: ['public.ecr.aws'] },
          quay: {
            judge: ({ username, password }) =>
              username === robot.username && password === robot.password ? 'may' : 'unknown',
            byToken: true,
          },
        },
      ),
    );
    const now = () => new Date();
    const world = { now, calls: new CallCounter(), faults: new Faults(), sessions: new Sessions() };
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
    const params = { allowedCidrs: '127.0.0.0/8', deletionProtection: 'false' };
    const deployment = await deployToMiniStack(ministack, { params });
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
