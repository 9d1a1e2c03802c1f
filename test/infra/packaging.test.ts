import { expect, test } from '@jest/globals';
import { packageService } from './support/packageService.ts';
import { functionsBuilt } from './support/template.ts';

test('stages packaged at the same time from one checkout each get their own template', async () => {
  await functionsBuilt();
  const tables = await Promise.all(
    ['one', 'two'].map(async (stage) => {
      const template = JSON.parse(await packageService({ stage }));
      return template.Resources.ClustersTable.Properties.TableName;
    }),
  );
  expect(tables).toEqual(['one', 'two'].map((stage) => `pullpass-${stage}-clusters`));
}, 300_000);
