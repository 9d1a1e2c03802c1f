import { describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../../cli/recovery/restore/options.ts';

const restore = (...args: string[]) =>
  parseOptions(['--stage', 'prod', '--region', 'eu-west-1', ...args], {});
const backupOf = (table: string) =>
  `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}/backup/01700000000000-0a1b2c3d`;

describe('the backup to restore from', () => {
  test.each([
    ['of the table of the stage', backupOf('pullpass-prod-clusters')],
    ['of a table that was restored before', backupOf('pullpass-prod-clusters-restored-20260301130500')],
    [
      'that AWS Backup made, which names no table',
      'arn:aws:backup:eu-west-1:123456789012:recovery-point:0a1b',
    ],
  ])('is taken: one %s', (_, arn) => {
    expect(restore('--backup', arn).source).toEqual({ kind: 'backup', arn });
  });

  test('of another stage is refused: its records name kubeconfigs of that stage', () => {
    expect(() => restore('--backup', backupOf('pullpass-dev-clusters'))).toThrow(
      "--backup is of the table pullpass-dev-clusters, expected one of pullpass-prod-clusters, this stage's own.",
    );
  });

  test('that is no ARN is refused', () => {
    expect(() => restore('--backup', 'last-night')).toThrow('--backup is "last-night", expected an ARN');
  });
});

describe('where to restore from', () => {
  test.each([[[]], [['--at', '2026-03-01T12:00:00Z', '--from', 'a-table']]])(
    'must be one place: %j',
    (args) => {
      expect(() => restore(...args)).toThrow('one of --at TIME, --backup ARN and --from TABLE');
    },
  );

  test('a time without a zone is refused', () => {
    expect(() => restore('--at', '2026-03-01T12:00:00')).toThrow('expected a time with its zone');
  });
});
