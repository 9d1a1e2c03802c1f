import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { registryHosts } from '../../shared/registries/hosts.ts';
import { clientAt } from '../api/clientAt.ts';
import { explained } from '../connect/explainAws.ts';
import { type Installation, installationOf } from '../connect/installation.ts';
import { readOutputs } from '../deploy/outputs.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { askNetwork } from '../smoke/askNetwork.ts';
import { canaryPlaces } from '../smoke/canary/cluster.ts';
import { deployCanary, removeCanary } from '../smoke/canary/deploy.ts';
import { isKubeconfigGone } from '../smoke/kubeconfigGone.ts';
import { readInputs, type SmokeInputs, type SmokeOptions } from '../smoke/options.ts';
import { canaryKubeconfig } from '../smoke/registration.ts';
import { smoke } from '../smoke/smoke.ts';
import { printedSteps } from '../smoke/steps.ts';
import { stageNames } from '../stage.ts';
import { harmless } from '../terminal/text.ts';

/** `pullpass smoke`: one cluster's whole life in the deployed PullPass. */
export async function smokeTest(options: Globals & SmokeOptions, io: Io): Promise<number> {
  const inputs = await readInputs(options, io);
  const installation = await installationOf(options, io);
  const { stage, region, arn } = installation;
  const tell = (line: string) => say(io, harmless(line));
  tell(`Smoke test of stage ${stage} in ${region} as ${arn}`);
  const steps = printedSteps(tell, io.now);
  try {
    await explained(
      `AWS in ${region} was asked in the course of the test`,
      'docs/deploying.md has a policy for who deploys and tests.',
      () => test(installation, inputs, options, { ...io, steps }),
    );
  } catch (error) {
    throw io.signal.aborted
      ? new CommandError('Interrupted.', { exitCode: exitCodes.interrupted, cause: error })
      : inContext(error);
  }
  const seconds = steps.seconds();
  print(io, options.output, {
    data: { stage, region, seconds, steps: steps.done },
    names: steps.done.map(({ step }) => step),
    lines: () => [`PullPass works: ${seconds.toFixed(1)} s.`],
  });
  sayNext(io, options, 'How the fleet is', 'status');
  return exitCodes.done;
}

async function test(
  { stage, region, aws, arn }: Installation,
  { ca, own }: SmokeInputs,
  { timeout, site, proxyUrl }: SmokeOptions,
  { steps, signal, now, sleep }: Io & { steps: ReturnType<typeof printedSteps> },
): Promise<void> {
  const where = { stage, region, aws };
  const { apiUrl, networks } = await readOutputs(where);
  const registry = { accountId: arn.split(':')[4] ?? '', region };
  const secrets = new SecretsManagerClient(aws);
  // Ctrl-C does not end it: it is needed to remove what was made.
  const api = clientAt(apiUrl, { signer: aws, signal: new AbortController().signal, now, sleep });
  try {
    await smoke(
      {
        api: api.client,
        steps,
        stage,
        networks,
        askNetwork: (network, ending) => askNetwork(where, network, ending),
        site,
        registry,
        host: registryHosts({ name: 'main', kind: 'ecr', ...registry })[0] ?? '',
        place: own ?? canaryPlaces,
        deployCanary: own === undefined ? () => deployCanary(where) : undefined,
        removeCanary: () => removeCanary(where),
        kubeconfig: (canary) => own?.kubeconfig ?? (canary ? canaryKubeconfig(canary, { proxyUrl, ca }) : ''),
        isKubeconfigGone: (name) => isKubeconfigGone(secrets, stageNames(stage).secretPrefix + name),
        now,
        sleep,
        timeout,
      },
      signal,
    );
  } finally {
    api.close();
    secrets.destroy();
  }
}

/** Adds what the finding means. */
function inContext(error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const { message, remedy, exitCode } = error;
  return new CommandError(`\nPullPass does not work.\n${message}`, { remedy, exitCode, cause: error });
}
