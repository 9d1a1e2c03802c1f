import { several } from '../../shared/fleet/words.ts';
import { refusedLines } from '../output/refusedLines.ts';
import { checkLines } from '../terminal/checkLines.ts';
import { signed } from '../terminal/signed.ts';
import { hanging, printable, wrapped } from '../terminal/text.ts';
import type { Finding } from './findings.ts';

/** One line of verdict, then each check with what to do, then the notices. */
export function findingLines(finding: Finding, look: { width: number; colour: boolean }): string[] {
  const { width, colour } = look;
  const name = printable(finding.name);
  if ('message' in finding) return refusedLines(name, finding, look);
  if (!('preflight' in finding)) return wrapped(`? ${name}: not checked`, width);
  const { notices = [] } = finding;
  const { checks } = finding.preflight;
  const count = (result: string) => checks.filter((check) => check.result === result).length;
  const [failed, unchecked] = [count('failed'), count('unchecked')];
  const verdict =
    finding.result === 'failed'
      ? `${failed} of ${checks.length} ${several(checks.length, 'check', 'checks')} failed`
      : `a push would succeed, as far as this was checked`;
  const unknown = unchecked === 0 ? '' : `, ${unchecked} could not be made`;
  const [sign, code] = signs[finding.result];
  return [
    ...signed(wrapped(`${sign} ${name}: ${verdict}${unknown}`, width), code, colour),
    ...checkLines(checks, { width: width - 2, colour }).map((line) => `  ${line}`),
    ...notices.flatMap((notice) => hanging(`! ${printable(notice)}`, width, '  ')),
  ];
}

/** With SGR parameters. */
const signs = { passed: ['✓', 32], failed: ['✗', 31] } as const;
