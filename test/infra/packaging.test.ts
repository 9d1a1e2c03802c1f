import { expect, test } from '@jest/globals';
import { buildFunctions, packageService } from '../../scripts/packageService.ts';

test('stages packaged at the same time from one checkout each get their own template', async () => {
  await buildFunctions();
  const tables = await Promise.all(
    ['one', 'two', 'three'].map(async (stage) => {
      const template = JSON.parse(await packageService({ stage }));
      return template.Resources.ClustersTable.Properties.TableName;
    }),
  );
  expect(tables).toEqual(['one', 'two', 'three'].map((stage) => `pullpass-${stage}-clusters`));
}, 60_000);
