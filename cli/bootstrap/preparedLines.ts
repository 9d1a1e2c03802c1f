import { fieldInWords } from '../fleetfile/change/fieldInWords.ts';
import { writeLines } from '../output/say.ts';
import { CommandError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, type Look, lookOn } from '../program/io.ts';
import { checkLines } from '../terminal/checkLines.ts';
import { planLines } from '../terminal/planLines.ts';
import { hanging, printable, wrapped } from '../terminal/text.ts';
import { listed } from '../words.ts';
import type { Prepared } from './prepare.ts';
import { type Lack, type RbacPlan, refOf, shownRef } from './rbac/plan.ts';
import { lifeInWords } from './tokenLife.ts';

/** What was found and what will be done, as lines that fit, safe for a terminal. */
export function preparedLines(prepared: Prepared, { width, colour }: Omit<Look, 'now'>): string[] {
  const { checks, plan, credential, life, change, differs, identity, registered, name } = prepared;
  const line = (text: string, indent = '') => hanging(printable(text), width, indent);
  return [
    ...checkLines(checks, { width, colour }),
    ...wrapped(`In the cluster, for the service account ${identity.namespace}/${identity.name}:`, width),
    ...rbacLines(plan, width),
    ...wrapped('In PullPass:', width),
    ...(registered === undefined ? line(`+ ${name} is registered`, '  ') : []),
    ...differs.flatMap((each) => line(`~ ${fieldInWords(each)}`, '  ')),
    ...(change === undefined ? [] : planLines(change.plan, { width, indent: '  ' })),
    ...(credential.mint
      ? [
          ...line(`+ a token of ${lifeInWords(life)}, which PullPass renews at half of its life`, '  '),
          ...(registered === undefined ? [] : wrapped(credential.because, width, '    ')),
        ]
      : line(`= the credential. ${credential.because}`, '  ')),
  ];
}

/** `+` is created, `~` is changed, `-` is removed, `=` exists already. */
export function rbacLines({ creates, changes, removes, same, unseen }: RbacPlan, width: number): string[] {
  const line = (text: string) => hanging(printable(text), width, '  ');
  const more = (text: string) => wrapped(printable(text), width, '    ');
  return [
    ...creates.flatMap(({ manifest, comment }) => [
      ...line(`+ ${shownRef(refOf(manifest))}${rulesInWords(manifest['rules'])}`),
      ...(comment !== undefined && manifest.kind === 'ClusterRole' ? more(comment) : []),
    ]),
    ...changes.flatMap(({ seen, differs, manifest, comment }) => [
      ...line(`~ ${shownRef(seen)}`),
      ...differs.flatMap(more),
      ...(comment !== undefined && manifest.kind === 'ClusterRole' ? more(comment) : []),
    ]),
    ...removes.flatMap((seen) => line(`- ${shownRef(seen)}: nothing needs it any more`)),
    ...(same.length === 0 ? [] : line(`= ${same.length} objects are as they should be`)),
    ...(unseen.length === 0
      ? []
      : line(`? Whether something is left over in ${listed(unseen)}, you may not see`)),
  ];
}

function rulesInWords(rules: unknown): string {
  if (!Array.isArray(rules)) return '';
  const words = (rules as { resources?: string[]; resourceNames?: string[]; verbs: string[] }[]).map(
    ({ resources = [], resourceNames = [], verbs }) =>
      `${verbs.join(', ')} ${[resources.join(', '), resourceNames.join(', ')].filter(Boolean).join(' ')}`,
  );
  return words.length === 0 ? '' : `: ${words.join('; ')}`;
}

/** What this admin may not grant, each with what to do. */
export function mayNot(sentence: string, lacks: readonly Lack[], remedy: string): CommandError {
  const lines = lacks.flatMap(({ message, remedy, targets }) => [
    `  ✗ ${printable(message)}${targets.length === 0 ? '' : ` (for ${targets.join(', ')})`}`,
    `    → ${printable(remedy)}`,
  ]);
  return new CommandError([sentence, ...lines].join('\n'), { remedy });
}

/** Shows on stderr what will be done. With `-y` and in scripts, shows only the missing rights. */
export function showPrepared(
  lines: (look: Look) => string[],
  lacks: readonly Lack[],
  { output, yes, dryRun }: Globals & { dryRun?: true | undefined },
  io: Io,
): void {
  if ((output === 'table' && !yes) || dryRun || lacks.length > 0)
    writeLines(io.stderr, lines(lookOn(io.stderr, io)));
}
