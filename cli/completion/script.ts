import type { CommandFacts, OptionFacts } from './facts.ts';

/** Options that locate the API: names are requested there. */
const place = ['--api', '--stage', '--region', '--profile', '--local'];

/** Printed instead of words if a file may follow. */
const files = '<files>';

/** Shared by both shells: a function that prints what may stand at the cursor, one per line. */
function candidates([program, ...commands]: readonly CommandFacts[]): string {
  const everywhere = program?.options ?? [];
  const all = [...(program === undefined ? [] : [program]), ...commands];
  return `# Prints what may stand at the cursor. The words before it, without the program's name, are given.
__pullpass_candidates() {
  local at='' value='' word count=0
  local -a place
  place=()
  for word in "$@"; do
    if [ -n "$value" ]; then
      case "$value" in ${patterns(place)}) place+=("$word") ;; esac
      value=''
      continue
    fi
    case "$word" in
      --local) place+=("$word") ;;
      -*)
        case "$at:$word" in
${rows(
  [
    ...everywhere.filter(takesValue).map(({ flags }) => [flags.map((flag) => `*:${flag}`), 'value="$word"']),
    ...commands.flatMap(({ path, options }) =>
      options
        .filter(takesValue)
        .map(({ flags }) => [flags.map((flag) => quoted(`${path}:${flag}`)), 'value="$word"']),
    ),
  ],
  10,
)}
        esac
        case "$value" in ${patterns(place)}) place+=("$word") ;; esac
        ;;
      *)
        case "$at:$word" in
${rows(
  all.flatMap(({ path, commands: children }) =>
    children.map((child) => [
      child.words.map((word) => quoted(`${path}:${word}`)),
      `at=${quoted(child.path)}`,
    ]),
  ),
  10,
)}
          *) count=$((count + 1)) ;;
        esac
        ;;
    esac
  done
  case "$at:$value" in
${rows(
  [
    ...everywhere.flatMap((option) => valueRow(option, (flag) => `*:${flag}`)),
    ...commands.flatMap(({ path, options }) =>
      options.flatMap((option) => valueRow(option, (flag) => quoted(`${path}:${flag}`))),
    ),
    [['*:-*'], 'return'],
  ],
  4,
)}
  esac
  case "$at" in
${rows(
  all.map(({ path, commands: children, options, argument }) => [
    [quoted(path)],
    [
      ...argumentLine(argument),
      printf([
        ...children.flatMap(({ words }) => words),
        ...options.map(longest),
        ...(path === '' ? [] : everywhere.map(longest)),
        '--help',
      ]),
    ].join('; '),
  ]),
  4,
)}
  esac
}`;
}

export const bash = (facts: readonly CommandFacts[]) => `${candidates(facts)}

_pullpass() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur='' last found IFS=$' \\t\\n'
  local -a words
  read -ra words <<<"$line"
  if [[ "$line" != *[[:space:]] ]]; then
    last=$((\${#words[@]} - 1))
    cur="\${words[last]}"
    unset "words[last]"
  fi
  found="$(__pullpass_candidates "\${words[@]:1}")"
  IFS=$'\\n'
  # Options are many: only after a dash.
  [[ "$cur" == -* ]] || found="$(grep -v '^-' <<<"$found")"
  if [[ "$found" == '${files}' ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$found" -- "$cur"))
  fi
}
complete -F _pullpass pullpass
`;

export const zsh = (facts: readonly CommandFacts[]) => `${candidates(facts)}

_pullpass() {
  local -a found
  found=("\${(@f)$(__pullpass_candidates "\${(@)words[2,CURRENT-1]}")}")
  found=("\${(@)found:#}")
  # Options are many: only after a dash.
  [[ "$PREFIX" == -* ]] || found=("\${(@)found:#-*}")
  if [[ "\${found[1]}" == '${files}' ]]; then
    _files
  else
    compadd -- "\${found[@]}"
  fi
}
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
compdef _pullpass pullpass
`;

type Row = readonly [patterns: readonly string[], then: string];

function rows(all: readonly (readonly (readonly string[] | string)[])[], indent: number): string {
  return (all as readonly Row[])
    .map(([when, then]) => `${' '.repeat(indent)}${when.join('|')}) ${then} ;;`)
    .join('\n');
}

function valueRow({ flags, takes }: OptionFacts, pattern: (flag: string) => string): Row[] {
  if (takes === 'nothing' || takes === 'other') return [];
  const then = takes === 'file' ? printf([files]) : printf(takes);
  return [[flags.map(pattern), `${then}; return`]];
}

function argumentLine(argument: CommandFacts['argument']): string[] {
  if (argument === undefined) return [];
  const { is, repeated } = argument;
  const line =
    is === 'cluster' ? `pullpass completion --names "\${place[@]}" 2>/dev/null </dev/null` : printf(is);
  return [repeated ? line : `if [ "$count" = 0 ]; then ${line}; fi`];
}

const takesValue = ({ takes }: OptionFacts) => takes !== 'nothing';
const longest = ({ flags }: OptionFacts) => flags.at(-1) ?? '';
const patterns = (flags: readonly string[]) => flags.join('|');
const printf = (words: readonly string[]) => `printf '%s\\n' ${words.map(quoted).join(' ')}`;
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
