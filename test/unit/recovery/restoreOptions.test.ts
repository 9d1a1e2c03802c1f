import { describe, expect, test } from '@jest/globals';
import { type Source, sourceOf } from '../../../cli/recovery/restore/source.ts';

const from = (given: { at?: string; backup?: string; from?: string }): Source =>
  sourceOf(given, 'pullpass-prod-clusters');
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
  ])('is accepted: one %s', (_, arn) => {
    expect(from({ backup: arn })).toEqual({ kind: 'backup', arn });
  });

  test('of another stage is refused: its records name that stage’s kubeconfigs', () => {
    expect(() => from({ backup: backupOf('pullpass-dev-clusters') })).toThrow(
      '--backup is a backup of the table pullpass-dev-clusters, expected one of pullpass-prod-clusters, the table of this stage.',
    );
  });

  test('that is not an ARN is refused', () => {
    expect(() => from({ backup: 'last-night' })).toThrow('--backup is "last-night", expected an ARN');
  });
});

describe('where to restore from', () => {
  test.each([{}, { at: '2026-03-01T12:00:00Z', from: 'a-table' }])('must be one place: %j', (given) => {
    expect(() => from(given)).toThrow('Where to restore from?');
  });

  test('a time without a zone is refused', () => {
    expect(() => from({ at: '2026-03-01T12:00:00' })).toThrow('expected a time with its zone');
  });
});
