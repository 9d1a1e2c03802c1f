import type { Identity } from '../../shared/rbac/identity.ts';
import { loadContext } from '../admin/loadContext.ts';
import { later } from '../bootstrap/later.ts';
import { lackLines, rbacLines } from '../bootstrap/preparedLines.ts';
import { lifeAsOption, usualLife } from '../bootstrap/tokenLife.ts';
import { trailOf } from '../bootstrap/trail.ts';
import { withAdminApi } from '../bootstrap/withAdminApi.ts';
import { withClient } from '../connect/connect.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { quoted } from '../output/quoted.ts';
import { printedManifests } from '../permissions/manifestText.ts';
import { untilEnd } from '../program/ending.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { folded, foldedLines, printable, wrapped } from '../terminal/text.ts';
import { carryOutRevocation, type Revoked } from './carryOutRevocation.ts';
import type { RotateOptions } from './options.ts';
import { prepareRevocation, type Revocation } from './prepareRevocation.ts';

/**
 * `pullpass rotate NAME --context CONTEXT --revoke`: another service account takes the place of the one in use, which is
 * deleted with its RBAC, so that every token of it ends.
 */
export async function revoke(name: string, options: RotateOptions, io: Io): Promise<number> {
  const context = await loadContext({ context: options.context }, io);
  const { tokenLife } = options;
  const life = tokenLife === undefined ? '' : ` --token-life ${lifeAsOption(tokenLife)}`;
  const again = `rotate ${name} --context ${quoted(context.name)}${life} --revoke`;
  const trail = trailOf(io, { goOn: commandLine(again, options, io.environment) });
  const signal = later(io.signal);
  return withClient(
    options,
    io,
    async (client) => {
      return withAdminApi(context, signal, async (api) => {
        const revocation = await trail.step(() =>
          untilEnd(
            withProgress(io, `Looking at ${name}`, ({ say }) =>
              prepareRevocation(name, context.name, { client, api, say }),
            ),
            io.signal,
          ),
        );
        show(revocation, options, io);
        if (revocation.lacks.length > 0) throw mayNot(revocation);
        if (options.dryRun) return printChanges(revocation, options, io);
        await trail.step(() => confirm(io, questionOf(revocation), options));
        const revoked = await withProgress(io, `Revoking the tokens of ${name}`, ({ say }) =>
          carryOutRevocation(
            revocation,
            { client, api, context, trail, signal, say, life: tokenLife ?? usualLife },
            io,
          ),
        );
        return tell(revocation, revoked, options, io);
      });
    },
    { abortable: false },
  );
}

function show({ plan, old, next, lacks }: Revocation, { output, yes, dryRun }: RotateOptions, io: Io): void {
  if ((output !== 'table' || yes) && !dryRun && lacks.length === 0) return;
  const width = columnsOf(io.stderr);
  const lines = [
    ...wrapped(`A new service account, ${shown(next)}, and what it may do:`, width),
    ...rbacLines(plan, width),
    ...wrapped(
      `Once a push has succeeded with it, ${old.map(shown).join(' and ')} ${old.length === 1 ? 'goes' : 'go'}, with all RBAC that was made for ${old.length === 1 ? 'it' : 'them'}.`,
      width,
    ),
  ];
  io.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

function mayNot({ lacks }: Revocation): CommandError {
  return new CommandError(
    [
      'You may not give a new identity all that the targets need. Nothing was made.',
      ...lackLines(lacks),
    ].join('\n'),
    { remedy: 'Have somebody with these rights run it.' },
  );
}

const questionOf = ({ registered: { name }, next, old }: Revocation) =>
  `Give ${name} the service account ${shown(next)}, and delete ${old.map(shown).join(' and ')}?`;

function printChanges({ wanted }: Revocation, { output }: RotateOptions, io: Io): number {
  io.stdout.write(printedManifests(wanted, output));
  io.stderr.write(`${folded('Nothing was changed. To do it, run the same without --dry-run.', io.stderr)}\n`);
  return exitCodes.done;
}

function tell(
  { registered: { name, paused }, next }: Revocation,
  revoked: readonly Revoked[],
  options: RotateOptions,
  io: Io,
): number {
  print(io, options.output, {
    data: { name, identity: shown(next), revoked },
    names: [name],
    lines: () =>
      [
        `${name} uses ${shown(next)} now${paused ? '' : ', and a push has succeeded with it'}.`,
        ...revoked.map(({ identity, refused }) =>
          refused
            ? `${identity} is deleted, and a token of it is refused: all of them have ended.`
            : `${identity} is deleted. It was not seen that its tokens are refused: no token could be made to try.`,
        ),
      ].flatMap((line) => foldedLines(printable(line), io.stdout)),
  });
  sayNext(io, options, 'See how it stands', `get ${name}`);
  return exitCodes.done;
}

const shown = ({ namespace, name }: Identity) => `${namespace}/${name}`;
