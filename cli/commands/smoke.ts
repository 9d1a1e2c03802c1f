import { readFile } from 'node:fs/promises';
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { registryHosts } from '../../shared/registries/hosts.ts';
import { clientAt } from '../api/clientAt.ts';
import { callerIdentity } from '../deploy/identity.ts';
import { readOutputs } from '../deploy/outputs.ts';
import { runCommand } from '../runCommand.ts';
import { askNetwork } from '../smoke/askNetwork.ts';
import { canaryPlaces } from '../smoke/canary/cluster.ts';
import { deployCanary, removeCanary } from '../smoke/canary/deploy.ts';
import { parseOptions, usage } from '../smoke/options.ts';
import { canaryKubeconfig } from '../smoke/registration.ts';
import { smoke } from '../smoke/smoke.ts';
import { printedSteps } from '../smoke/steps.ts';
import type { SmokeWorld } from '../smoke/world.ts';
import { stageNames } from '../stage.ts';

/** `npm run smoke`: one cluster's whole life in the deployed PullPass. */
await runCommand(usage, async (args, signal) => {
  const options = parseOptions(args, process.env);
  const { stage, region, own, proxyUrl, timeout } = options;
  const ca = await read('--certificate-authority', options.certificateAuthority);
  const kubeconfig = await read('--kubeconfig', own?.kubeconfig);
  const arn = await callerIdentity(region);
  const accountId = arn.split(':')[4] ?? '';
  const registry = { accountId, region };
  const { apiUrl, networks } = await readOutputs({ stage, region, params: [] });

  const sts = new STSClient({ region });
  const secrets = new SecretsManagerClient({ region });
  const steps = printedSteps(console.log, Date.now);
  // Not ended by Ctrl-C: what was made is taken back through it.
  const api = clientAt(apiUrl, {
    signer: { region, credentials: () => sts.config.credentials() },
    signal: new AbortController().signal,
  });
  const world: SmokeWorld = {
    api: api.client,
    steps,
    stage,
    networks,
    askNetwork: (site, ending) => askNetwork({ stage, region }, site, ending),
    site: options.site,
    registry,
    host: registryHosts({ name: 'main', kind: 'ecr', ...registry })[0] ?? '',
    place: own ?? canaryPlaces,
    deployCanary: own === undefined ? () => deployCanary({ stage, region }) : undefined,
    removeCanary: () => removeCanary({ stage, region }),
    kubeconfig: (canary) => kubeconfig ?? (canary ? canaryKubeconfig(canary, { proxyUrl, ca }) : ''),
    async isKubeconfigGone(name) {
      try {
        const SecretId = stageNames(stage).secretPrefix + name;
        const { DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId }));
        // A forced deletion goes on in the background.
        return DeletedDate !== undefined;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return true;
        throw error;
      }
    },
    now: Date.now,
    timeout,
  };
  console.log(`Smoke test of stage ${stage} in ${region} as ${arn}`);
  try {
    await smoke(world, signal);
    console.log(`PullPass works: ${steps.seconds()} s.`);
    return 0;
  } catch (error) {
    const why = signal.aborted ? 'Interrupted.' : `PullPass does not work.\n${(error as Error).message}`;
    console.error(`\n${why}`);
    return 1;
  } finally {
    api.close();
    sts.destroy();
    secrets.destroy();
  }
});

async function read(flag: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${flag}: ${file} cannot be read (${error.code}).`, { cause: error });
  });
}
