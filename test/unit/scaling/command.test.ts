import { expect, test } from '@jest/globals';
import { runScript } from '../../infra/support/runScript.ts';

test('npm run costs tells what a fleet of one’s own costs', async () => {
  const { code, output } = await runScript(
    ['cli/commands/costs.ts', '--clusters', '250', '--namespaces', '40', '--refresh', '120'],
    {},
  );
  expect(code).toBe(0);
  expect(output).toMatch(/250 clusters/);
  expect(output).toMatch(/a secret for each cluster \| \$0\.40 each \| 100\.00 \|/);
});

test('a number that no fleet has is refused with what was expected', async () => {
  const { code, output } = await runScript(['cli/commands/costs.ts', '--refresh', '5'], {});
  expect(code).toBe(1);
  expect(output.trim()).toBe('--refresh must be a whole number from 15 to 300, and is "5".');
});
