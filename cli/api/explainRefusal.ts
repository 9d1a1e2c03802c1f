import { asCommands } from '../../shared/api/asCommands.ts';
import { fieldErrorLines } from '../terminal/fieldErrorLines.ts';
import type { Refusal } from './refusal.ts';

/** A refusal as text: what was refused, then each failed check or wrong field, with what to do. */
export function explainRefusal(what: string, status: number, refusal: Refusal): string {
  const lines = each(refusal);
  // The detail repeats the first of them.
  const why = lines.length > 0 ? `${refusal.problem?.title ?? refusal.detail}:` : refusal.detail;
  return [`${what} was answered with ${status}: ${why}`, ...lines].join('\n');
}

/** The same in lines, for when what was refused has already been said. */
export function linesOf(refusal: Refusal): string[] {
  const { detail, remedy } = refusal;
  const lines = each(refusal);
  if (lines.length > 0) return lines;
  return [`  ✗ ${detail}`, ...(remedy === undefined ? [] : [`    → ${remedy}`])];
}

function each({ problem }: Refusal): string[] {
  const { checks = [], errors = [] } = problem ?? {};
  return [
    ...checks
      .filter(({ result }) => result === 'failed')
      .flatMap(({ check, message, remedy }) => [
        `  ✗ ${check}: ${message}`,
        ...(remedy === undefined ? [] : [`    → ${asCommands(remedy)}`]),
      ]),
    ...fieldErrorLines(errors.map((error) => ({ ...error, message: asCommands(error.message) }))),
  ];
}
