import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../cli/smoke/canary/sealed.ts';
import { canaryTemplate } from '../../cli/smoke/canary/template.ts';
import * as networks from '../infra/support/networks.ts';
import { packagedTemplate } from '../infra/support/template.ts';
import { pythonWith } from '../support/tools/python.ts';
import { command } from './command.ts';

/** W3005: osls writes a DependsOn that a reference implies already. */
const ignored = 'W3005';

/** The same as the script that pip makes; that script contains the path of the folder it was installed in. */
const cfnLint = 'import sys; from cfnlint.runner import main; sys.exit(main())';

/**
 * Packages the service with and without networks of its own, and lets cfn-lint check it and the canary’s stack. Throws
 * the findings.
 */
export async function lintTemplate(): Promise<void> {
  const python = await pythonWith('cfn-lint');
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-template-'));
  try {
    // With a subscription, so that it contains every resource; and with networks of every kind.
    const alarmEmail = 'a@example.com';
    const { aVpc, twoSites } = networks;
    const bounds = {
      kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d-0000-4000-8000-000000000001',
      permissionsBoundary: 'arn:aws:iam::111111111111:policy/bounds',
    };
    const templates = await Promise.all(
      [{ alarmEmail }, { alarmEmail, ...aVpc, sites: twoSites, ...bounds }].map(async (params, index) => {
        const template = join(folder, `template-${index}.json`);
        await writeFile(template, JSON.stringify(await packagedTemplate(params), null, 2));
        return template;
      }),
    );
    const canary = join(folder, 'canary.json');
    await writeFile(canary, JSON.stringify(canaryTemplate({ stage: 'test' }, digestOf('token')), null, 2));
    templates.push(canary);
    await command(python, ['-c', cfnLint, '--ignore-checks', ignored, '--template', ...templates]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
