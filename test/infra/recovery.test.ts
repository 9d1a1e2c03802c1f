import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/deploy/build/functions.ts';
import { stageNames } from '../../cli/stage.ts';
import { runScript, type ScriptRun } from './support/runScript.ts';
import { packagedTemplate, type Template } from './support/template.ts';

const page = await readFile(join(root, 'docs/recovery.md'), 'utf8');
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const commands = ['smoke', 'redrive', 'restore', 'reindex'];

/** `npm run NAME -- FLAGS` of the page, each once. */
const named = [...page.matchAll(/npm run (\w+)((?: -- [^`\n#]+)?)/g)].map(([, name = '', rest = '']) => ({
  name,
  flags: [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, flag = '']) => flag),
}));

describe('the commands of docs/recovery.md', () => {
  const help = new Map<string, ScriptRun>();
  beforeAll(async () => {
    for (const name of [...commands, 'deploy']) {
      const script = /^node (cli\/commands\/\w+\.ts)$/.exec(scripts[name] ?? '')?.[1];
      help.set(name, await runScript([script ?? '', '--help'], {}));
    }
  }, 300_000);

  test('are all of them, and the page names each', () => {
    expect([...new Set(named.map(({ name }) => name))].sort()).toEqual(['deploy', ...commands].sort());
  });

  test.each([...commands, 'deploy'])('npm run %s explains every flag that the page gives it', (name) => {
    const { code, output } = help.get(name) ?? { code: null, output: '' };
    expect(code).toBe(0);
    const flags = named.filter((one) => one.name === name).flatMap((one) => one.flags);
    for (const flag of flags) expect(output).toContain(flag);
    expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(commands)('npm run %s refuses a flag that it does not know', async (name) => {
    const { parseOptions } = (await import(
      `../../cli/${name === 'smoke' ? name : `recovery/${name}`}/options.ts`
    )) as {
      parseOptions: (args: string[], environment: NodeJS.ProcessEnv) => unknown;
    };
    expect(() => parseOptions(['--no-such-flag'], {})).toThrow('--no-such-flag');
  });

  test('npm run smoke says which file is missing, before it signs in', async () => {
    const own = ['--kubeconfig', '/nonexistent', '--namespace', 'web'];
    const { code, output } = await runScript(['cli/commands/smoke.ts', '--region', 'eu-west-1', ...own], {});
    expect(output).toBe('--kubeconfig: /nonexistent cannot be read (ENOENT).\n');
    expect(code).toBe(1);
  });

  test('flags that the page names in its text exist', () => {
    const flags = [...page.matchAll(/`(--[a-z-]+)/g)].map(([, flag = '']) => flag);
    expect(flags.length).toBeGreaterThan(4);
    for (const flag of flags.filter((one) => one !== '--help'))
      expect([...help.values()].map(({ output }) => output).join('\n')).toContain(flag);
  });
});

describe('the names that the commands know a stage by', () => {
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
