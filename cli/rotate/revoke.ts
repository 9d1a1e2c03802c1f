import { shown } from '../../shared/rbac/identity.ts';
import { loadContext } from '../admin/loadContext.ts';
import { asAdmin } from '../bootstrap/asAdmin.ts';
import { mayNot, rbacLines, showPrepared } from '../bootstrap/preparedLines.ts';
import { lifeAsOption, usualLife } from '../bootstrap/tokenLife.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { quoted } from '../output/quoted.ts';
import { say } from '../output/say.ts';
import { printedManifests } from '../permissions/manifestText.ts';
import { untilEnd } from '../program/ending.ts';
import { exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines, printable, wrapped } from '../terminal/text.ts';
import { carryOutRevocation, type Revoked } from './carryOutRevocation.ts';
import type { RotateOptions } from './options.ts';
import { prepareRevocation, type Revocation } from './prepareRevocation.ts';

/**
 * `pullpass rotate NAME --context CONTEXT --revoke`: another service account replaces the one in use, which is deleted
 * with its RBAC, so that all its tokens stop working.
 */
export async function revoke(name: string, options: RotateOptions, io: Io): Promise<number> {
  const context = await loadContext({ context: options.context }, io);
  const { tokenLife } = options;
  const life = tokenLife === undefined ? '' : ` --token-life ${lifeAsOption(tokenLife)}`;
  const again = `rotate ${name} --context ${quoted(context.name)}${life} --revoke`;
  const goOn = commandLine(again, options, io.environment);
  return asAdmin(context, options, { goOn }, io, async (admin) => {
    const { client, api, trail } = admin;
    const revocation = await trail.step(() =>
      untilEnd(
        withProgress(io, `Looking at ${name}`, ({ say }) =>
          prepareRevocation(name, context.name, { client, api, say }),
        ),
        io.signal,
      ),
    );
    const { lacks } = revocation;
    showPrepared(({ width }) => linesOf(revocation, width), lacks, options, io);
    if (lacks.length > 0)
      throw mayNot(
        'You may not grant a new identity all that the targets need. Nothing was made.',
        lacks,
        'Ask somebody with these rights to run it.',
      );
    if (options.dryRun) return printChanges(revocation, options, io);
    await trail.step(() => confirm(io, questionOf(revocation), options));
    const revoked = await withProgress(io, `Revoking the tokens of ${name}`, ({ say }) =>
      carryOutRevocation(revocation, { ...admin, say, life: tokenLife ?? usualLife }, io),
    );
    return tell(revocation, revoked, options, io);
  });
}

function linesOf({ plan, old, next }: Revocation, width: number): string[] {
  const [go, it] = old.length === 1 ? ['goes', 'it'] : ['go', 'them'];
  return [
    ...wrapped(`A new service account, ${shown(next)}, and what it may do:`, width),
    ...rbacLines(plan, width),
    ...wrapped(
      `Once a push has succeeded with it, ${old.map(shown).join(' and ')} ${go}, with all RBAC that was made for ${it}.`,
      width,
    ),
  ];
}

const questionOf = ({ registered: { name }, next, old }: Revocation) =>
  `Give ${name} the service account ${shown(next)}, and delete ${old.map(shown).join(' and ')}?`;

function printChanges({ wanted }: Revocation, { output }: RotateOptions, io: Io): number {
  io.stdout.write(printedManifests(wanted, output));
  say(io, 'Nothing was changed. To do it, run the same without --dry-run.');
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
            : `${identity} is deleted. It is unknown whether its tokens are refused: no token could be made to try.`,
        ),
      ].flatMap((line) => foldedLines(printable(line), io.stdout)),
  });
  sayNext(io, options, 'See how it stands', `get ${name}`);
  return exitCodes.done;
}
