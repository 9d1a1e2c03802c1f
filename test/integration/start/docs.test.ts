import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readFlags } from '../../../local/program/flags.ts';
import { readOptions } from '../../../local/program/options.ts';
import { usage } from '../../../local/program/usage.ts';

const page = await readFile(new URL('../../../docs/local.md', import.meta.url), 'utf8');

/** Flags with a value, as the docs name it → a valid value. */
const values: Record<string, string> = {
  N: '0',
  ID: '123456789012',
  REGION: 'eu-west-1',
  'A,B,GLOB': 'a,b-*',
};

test('docs/local.md and --help name the same flags, and all of them are understood', () => {
  const inUsage = [...usage.matchAll(/^ {2}--([a-z-]+)(?: ([A-Z,]+))?/gm)];
  const inPage = [...page.matchAll(/`--([a-z-]+)(?: ([A-Z,]+))?`/g)];
  const ofTheProgram = new Set(['local', 'api']);
  const names = (found: RegExpMatchArray[]) =>
    [...new Set(found.map(([, name = '']) => name))].filter((name) => !ofTheProgram.has(name)).sort();
  expect(names(inPage)).toEqual(names(inUsage));
  expect(inUsage.length).toBeGreaterThan(10);
  for (const [, name, value] of inUsage) {
    const args = [`--${name}`, ...(value === undefined ? [] : [values[value] ?? 'a'])];
    const foreign = /^(name|namespaces|secret-name|service-accounts)$/.test(name ?? '');
    expect(() => readOptions(readFlags(foreign ? ['--kubeconfig', 'x', ...args] : args, {}))).not.toThrow();
  }
});

test('every command of docs/local.md that starts PullPass is understood', () => {
  const commands = [...page.matchAll(/^npm start --(?: (.*))?$/gm)].map(([, args = '']) => args);
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) {
    const args = command.split(' ').map((word) => word.replaceAll("'", ''));
    expect(() => readOptions(readFlags(args, {}))).not.toThrow();
  }
});
