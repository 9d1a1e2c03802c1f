import type { Refusal } from './refusal.ts';

/** A refusal as lines: each failed check, or each wrong field, with what to do. */
export function explain(cluster: string, { problem, detail, remedy }: Refusal): string[] {
  const { checks = [], errors = [] } = problem ?? {};
  const failed = checks.filter(({ result }) => result === 'failed');
  const each = [
    ...failed.flatMap(({ check, message, remedy: todo }) => [
      `  ✗ ${check}: ${message}`,
      ...(todo === undefined ? [] : [`    → ${todo}`]),
    ]),
    ...errors.map(({ pointer, message }) => `  ✗ ${pointer} ${message}`),
  ];
  const whole = [`  ✗ ${detail}`, ...(remedy === undefined ? [] : [`    → ${remedy}`])];
  return [`${cluster} was not registered:`, ...(each.length > 0 ? each : whole)];
}
