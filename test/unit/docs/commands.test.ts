import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { exitCodes } from '../../../cli/program/errors.ts';
import { commandTree } from '../../../scripts/reference/commandTree.ts';
import { page as reference } from '../../../scripts/reference/page.ts';
import { parseLine } from '../../support/cli/parseLine.ts';
import { commandsIn, type ShownCommand, wordsOf } from '../../support/docs/commandsIn.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const program = read('docs/cli.md');
const shown = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
  .sort()
  .filter((page) => page !== 'CHANGELOG.md')
  .flatMap((page) =>
    commandsIn(page, page === 'docs/cli.md' ? (program.split(reference.begin)[0] ?? '') : read(page)),
  );

/** `pullpass`, or `pullpass target add`: a name in a sentence, not a command to type. */
function isName({ line, words }: ShownCommand): boolean {
  let command = commandTree();
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) return false;
    command = next;
  }
  return !line.includes('npx ');
}

test('docs/cli.md has the present commands and options', () => {
  if (reference.remade(program) !== program)
    throw new Error('docs/cli.md and cli/commands do not agree. Run "npm run reference".');
});

test('manual edits there are replaced', () => {
  expect(reference.remade(program.replace(reference.end, `by hand\n${reference.end}`))).toBe(program);
  expect(() => reference.remade(program.replace(reference.end, ''))).toThrow('has lost the marks');
});

test('docs/cli.md lists all exit codes', () => {
  const [, section = ''] = /^## Exit codes\n(.*?)^## /ms.exec(program) ?? [];
  const listed = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(exitCodes));
});

test('the program understands every command that a page shows', async () => {
  expect(shown.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const each of shown.filter((one) => !isName(one)))
    await parseLine(each.words).catch((error: { code?: string; message: string }) => {
      if (!/^commander\.(help|helpDisplayed|version)$/.test(error.code ?? ''))
        wrong.push(`${each.page}: ${each.line}: ${error.message}`);
    });
  expect(wrong).toEqual([]);
});

test('a shell line is split like a shell does', () => {
  expect(wordsOf(" register a --namespaces 'team-*,x' # why | no")).toEqual([
    'register',
    'a',
    '--namespaces',
    'team-*,x',
  ]);
  expect(wordsOf(' list -o json | jq .')).toEqual(['list', '-o', 'json']);
});
