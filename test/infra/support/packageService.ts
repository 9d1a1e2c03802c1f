import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder, paramArguments, runOsls } from '../../../cli/deploy/osls.ts';
import { withService } from '../../../cli/deploy/withService.ts';

/**
 * Packages the service as a deployment would, but without network and account, and returns its CloudFormation template
 * as JSON. The functions must be built. Throws osls's output.
 */
export function packageService({
  stage,
  params = {},
}: {
  stage: string;
  params?: Readonly<Record<string, string>>;
}): Promise<string> {
  const chosen = paramArguments(Object.entries(params).map(([name, value]) => `${name}=${value}`));
  const args = ['package', '--stage', stage, '--region', 'eu-west-1', ...chosen];
  return withService(async (folder) => {
    let output = '';
    const code = await runOsls(args, {
      folder,
      environment: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      onOutput: (text) => {
        output += text;
      },
    });
    if (code !== 0) throw new Error(`osls package ended with ${code}:\n${output}`);
    return await readFile(join(folder, packageFolder, 'cloudformation-template-update-stack.json'), 'utf8');
  });
}
