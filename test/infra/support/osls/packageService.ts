import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder, paramArguments } from '../../../../cli/deploy/osls.ts';
import { withService } from '../../../../cli/deploy/withService.ts';
import { type OslsJob, type OslsRun, runInHost } from './oslsHost.ts';

/**
 * Packages the service as a deployment would, but without network and account, and returns its CloudFormation template
 * as JSON. The functions must be built. Throws osls's output.
 */
export function packageService(
  {
    stage,
    params = {},
  }: {
    stage: string;
    params?: Readonly<Record<string, string>>;
  },
  runOsls: (job: OslsJob) => Promise<OslsRun> = runInHost,
): Promise<string> {
  const chosen = paramArguments(Object.entries(params).map(([name, value]) => `${name}=${value}`));
  const args = ['package', '--stage', stage, '--region', 'eu-west-1', ...chosen];
  return withService(async (folder) => {
    const { code, output } = await runOsls({ args, folder });
    if (code !== 0) throw new Error(`osls package ended with ${code}:\n${output}`);
    return await readFile(join(folder, packageFolder, 'cloudformation-template-update-stack.json'), 'utf8');
  });
}
