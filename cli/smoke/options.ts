import { parseArgs } from 'node:util';
import { checkStage, type Stage, stageOptions } from '../stage.ts';

export interface SmokeOptions extends Stage {
  /** A proxy through which PullPass is to reach the canary. */
  proxyUrl: string | undefined;
  /** File with the CA of that way, PEM, where it is not a public one. */
  certificateAuthority: string | undefined;
  /** A cluster of the admin's to use in place of the canary. */
  own: { kubeconfig: string; namespace: string; secretName: string } | undefined;
  /** The site to register it with; undefined for the default network. */
  site: string | undefined;
  /** Seconds to wait for a push, and for a deregistration. */
  timeout: number;
}

export const usage = `Usage: npm run smoke -- --stage STAGE --region REGION

Shows that the deployed PullPass works: asks each network that pushes run in
what of AWS it reaches, registers a canary cluster, waits until
it is pushed to, looks at what was pushed, deregisters it, and sees that nothing
is left. The canary is a simulated cluster behind a Lambda Function URL, in a
stack of its own (pullpass-canary-STAGE), which is removed in the end. Ends
with 0, or with 1 and what failed.

  --stage       the installation (default: dev)
  --region      its AWS region (default: AWS_REGION)
  --timeout     seconds to wait for each push (default: 120)
  --site        the site to register the canary with (default: none)

Where PullPass reaches the internet by a proxy:
  --proxy-url              http://HOST:PORT, as in a kubeconfig
  --certificate-authority  a PEM file, where that proxy shows its own ones

To use a cluster of yours in place of the canary:
  --kubeconfig   a kubeconfig file, as for a registration
  --namespace    an existing namespace in which PullPass may write the secret
  --secret-name  the secret to write, and to remove (default: pullpass-smoke)`;

/** What was asked for on the command line. Throws an Error with a message for the user. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): SmokeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...stageOptions(environment),
      site: { type: 'string' },
      timeout: { type: 'string', default: '120' },
      'proxy-url': { type: 'string' },
      'certificate-authority': { type: 'string' },
      kubeconfig: { type: 'string' },
      namespace: { type: 'string' },
      'secret-name': { type: 'string', default: 'pullpass-smoke' },
    },
  });
  const { kubeconfig, namespace, timeout, 'secret-name': secretName } = values;
  if (!/^[1-9]\d{0,3}$/.test(timeout))
    throw new Error(`--timeout is "${timeout}", expected a number of seconds.`);
  if ((kubeconfig === undefined) !== (namespace === undefined))
    throw new Error('--kubeconfig and --namespace belong together: give both, or none for the canary.');
  return {
    ...checkStage(values),
    site: values.site,
    timeout: Number(timeout),
    proxyUrl: values['proxy-url'],
    certificateAuthority: values['certificate-authority'],
    own:
      kubeconfig === undefined || namespace === undefined ? undefined : { kubeconfig, namespace, secretName },
  };
}
