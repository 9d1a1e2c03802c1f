import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { madePart } from '../madePart.ts';
import { commandTree } from './commandTree.ts';

export const page = madePart(
  'docs/cli.md',
  '<!-- What follows is made by "npm run reference" from cli/commands. -->',
  () => reference(commandTree()),
);

/** The program's own options, then a list of all commands, then each with its options. */
function reference(program: CommandUnknownOpts): string {
  const all = program.commands.flatMap(withParts);
  return [
    '### All commands',
    table(['Command', 'Does'], all.map(row)),
    '### Options of every command',
    optionsTable(program.options),
    ...all.map(section),
  ].join('\n\n');
}

/** A command that only groups others is described by its subcommands. */
function withParts(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(withParts);
}

function row(command: CommandUnknownOpts): string[] {
  const words = wordsOf(command);
  return [`[\`${words}\`](#pullpass-${words.replaceAll(' ', '-')})`, firstLine(command)];
}

function section(command: CommandUnknownOpts): string {
  const paragraphs = [`### \`pullpass ${wordsOf(command)}\``];
  const taken = argumentsOf(command);
  if (taken.length > 0) paragraphs.push(`\`pullpass ${[wordsOf(command), ...taken].join(' ')}\``);
  paragraphs.push(escaped(command.description()));
  if (command.options.length > 0) paragraphs.push(optionsTable(command.options));
  return paragraphs.join('\n\n');
}

/** `target add` of `pullpass target add`. */
function wordsOf(command: CommandUnknownOpts): string {
  const { parent } = command;
  return parent?.parent ? `${wordsOf(parent)} ${command.name()}` : command.name();
}

function argumentsOf(command: CommandUnknownOpts): string[] {
  return command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
}

function firstLine(command: CommandUnknownOpts): string {
  return escaped(command.summary() || (command.description().split('\n')[0] ?? ''));
}

function optionsTable(options: readonly Option[]): string {
  return table(
    ['Option', 'Does'],
    options.filter(({ hidden }) => !hidden).map((option) => [`\`${option.flags}\``, describe(option)]),
  );
}

/** As in --help: with its argument, its default, and its environment variable. */
function describe({ description, argChoices, defaultValue, envVar, negate }: Option): string {
  const facts = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(', ')}`]),
    ...(defaultValue === undefined || negate ? [] : [`default: ${String(defaultValue)}`]),
    ...(envVar === undefined ? [] : [`env: ${envVar}`]),
  ];
  return escaped(facts.length === 0 ? description : `${description} (${facts.join('; ')})`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

/** Escapes what Markdown would read as a table's border, or as HTML. */
function escaped(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/<([\w=/-]+)>/g, '`<$1>`')
    .replaceAll('*', '\\*');
}
