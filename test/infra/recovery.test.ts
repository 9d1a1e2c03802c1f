import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/deploy/build/functions.ts';
import { stageNames } from '../../cli/stage.ts';
import { type CliRun, runCli } from '../support/cli/runCli.ts';
import { packagedTemplate, type Template } from './support/template.ts';

const page = await readFile(join(root, 'docs/recovery.md'), 'utf8');
const commands = ['smoke', 'redrive', 'restore', 'reindex'];

/** `npx pullpass NAME FLAGS` on the page, each once. */
const named = [...page.matchAll(/npx pullpass (\w+)([^`\n#]*)/g)].map(([, name = '', rest = '']) => ({
  name,
  flags: [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, flag = '']) => flag),
}));

describe('the commands of docs/recovery.md', () => {
  const help = new Map<string, CliRun>();
  beforeAll(async () => {
    for (const name of [...commands, 'deploy'])
      help.set(name, await runCli([name, '--help'], { terminal: 80 }));
  });

  test('are complete, and the page names each', () => {
    const others = new Set(named.map(({ name }) => name));
    for (const name of [...commands, 'deploy']) expect(others).toContain(name);
  });

  test.each([...commands, 'deploy'])('pullpass %s explains every flag that the page gives it', (name) => {
    const { code, stdout } = help.get(name) ?? { code: null, stdout: '' };
    expect(code).toBe(0);
    const flags = named.filter((one) => one.name === name).flatMap((one) => one.flags);
    for (const flag of flags) expect(stdout).toContain(flag);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(commands)('pullpass %s refuses an unknown flag', async (name) => {
    const { code, stderr } = await runCli([name, '--no-such-flag']);
    expect(stderr).toContain("unknown option '--no-such-flag'");
    expect(code).toBe(2);
  });

  test('flags that the page names in its text exist', () => {
    const flags = [...page.matchAll(/`(--[a-z-]+)/g)].map(([, flag = '']) => flag);
    expect(flags.length).toBeGreaterThan(4);
    for (const flag of flags.filter((one) => one !== '--help'))
      expect([...help.values()].map(({ stdout }) => stdout).join('\n')).toContain(flag);
  });
});

describe('the names by which the commands know a stage', () => {
  let resources: Template['Resources'];

  beforeAll(async () => {
    resources = (await packagedTemplate()).Resources;
  }, 300_000);

  test('are those of the template', () => {
    const { table, deadLetterQueue, secretPrefix, pushFunction } = stageNames('test');
    expect(resources['ClustersTable']?.Properties['TableName']).toBe(table);
    expect(resources['PushDeadLetterQueue']?.Properties['QueueName']).toBe(deadLetterQueue);
    const push = resources['PushLambdaFunction']?.Properties;
    expect(push).toMatchObject({ Environment: { Variables: { SECRET_PREFIX: secretPrefix } } });
    expect(push?.['FunctionName']).toBe(pushFunction);
  });
});
