import { beforeAll, expect, test } from '@jest/globals';
import { runOsls } from '../../cli/deploy/osls.ts';
import { everyParameter } from './support/everyParameter.ts';
import { noAccount, type OslsJob } from './support/osls/oslsHost.ts';
import { packageService } from './support/osls/packageService.ts';
import { functionsBuilt } from './support/template.ts';

/** In a process of its own, as a deployment does. */
async function alone({ args, folder }: OslsJob) {
  let output = '';
  const code = await runOsls(args, {
    folder,
    environment: noAccount,
    onOutput: (text) => {
      output += text;
    },
  });
  return { code, output };
}

/** osls names the folder of its uploads after the present time. */
const withoutTime = (template: string) => template.replaceAll(/\d+-\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

let packaged: Record<string, string>;
beforeAll(async () => {
  await functionsBuilt();
  const stages = ['one', 'two'];
  const templates = await Promise.all(stages.map((stage) => packageService({ stage }, alone)));
  packaged = Object.fromEntries(stages.map((stage, n) => [stage, templates[n] as string]));
}, 300_000);

test('stages packaged at the same time from one checkout each get their own template', () => {
  for (const [stage, template] of Object.entries(packaged))
    expect(JSON.parse(template).Resources.ClustersTable.Properties.TableName).toBe(
      `pullpass-${stage}-clusters`,
    );
});

test('packaging in the shared process gives the same template as in a process of its own', async () => {
  await packageService({ stage: 'two', params: everyParameter });
  await expect(packageService({ stage: 'two', params: { tags: 'team' } })).rejects.toThrow('tags');
  for (const stage of ['one', 'two'])
    expect(withoutTime(await packageService({ stage }))).toBe(withoutTime(packaged[stage] ?? ''));
}, 300_000);
