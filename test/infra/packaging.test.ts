import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildFunctions, packageService } from '../../scripts/packageService.ts';

test('stages packaged at the same time from one checkout each get their own template', async () => {
  await buildFunctions();
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-packaging-'));
  try {
    const tables = await Promise.all(
      ['one', 'two', 'three'].map(async (stage) => {
        const template = JSON.parse(
          await readFile(await packageService(join(folder, stage), { stage }), 'utf8'),
        );
        return template.Resources.ClustersTable.Properties.TableName;
      }),
    );
    expect(tables).toEqual(['one', 'two', 'three'].map((stage) => `pullpass-${stage}-clusters`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
