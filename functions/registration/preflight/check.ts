import type { Check } from '../../../shared/api/schemas.ts';
import type { FailureKind } from '../../../shared/failure.ts';

export const passed = (check: Check['check'], message: string): Check => ({
  check,
  result: 'passed',
  message,
});

export const unchecked = (check: Check['check'], message: string, remedy?: string): Check => ({
  check,
  result: 'unchecked',
  message,
  ...(remedy !== undefined && { remedy }),
});

export const failed = (check: Check['check'], kind: FailureKind, message: string, remedy: string): Check => ({
  check,
  result: 'failed',
  kind,
  message,
  remedy,
});
