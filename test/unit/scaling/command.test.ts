import { expect, test } from '@jest/globals';
import { runCli } from '../../support/cli/runCli.ts';

const costs = (line: string) => runCli(['costs', ...line.split(' ')]);

test('pullpass costs shows what your own fleet costs', async () => {
  const { code, stdout, stderr } = await costs('--clusters 250 --namespaces 40 --refresh 120');
  expect(code).toBe(0);
  expect(stdout).toMatch(/250 clusters/);
  expect(stdout).toMatch(/a secret for each cluster \| \$0\.40 each \| 100\.00 \|/);
  expect(stderr).toContain('Prices of us-east-1');
});

test('as JSON it has each line of each fleet', async () => {
  const { stdout } = await costs('--clusters 250,500 -o json');
  const { fleets } = JSON.parse(stdout);
  expect(fleets.map(({ clusters }: { clusters: number }) => clusters)).toEqual([250, 500]);
  expect(fleets[0].lines[0]).toEqual({
    what: 'Secrets Manager: a secret for each cluster',
    at: '$0.40 each',
    dollars: 100,
  });
});

test('an impossible number is refused with what was expected', async () => {
  const { code, stdout, stderr } = await costs('--refresh 5');
  expect(stderr).toContain("argument '5' is invalid. Expected a whole number from 15 to 300.");
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
