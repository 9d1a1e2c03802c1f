import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { pythonWith } from '../support/tools/python.ts';

const folder = join(import.meta.dirname, '../support/aws');

/** The state that the corrected emulator gives an alarm. `points`: oldest first, X breaching, 0 not, - missing. */
async function decide(points: string, toAlarm: number, treatMissing: string): Promise<string> {
  const script = `
import alarm_state, sys
points, to_alarm, treat_missing = sys.argv[1:]
known = {"X": True, "0": False, "-": None}
datapoints = [known[point] for point in reversed(points.split())]
print(alarm_state.decide(datapoints, 3, int(to_alarm), treat_missing, "as it was"))`;
  const { stdout } = await promisify(execFile)(
    await pythonWith('ministack'),
    ['-c', script, points, String(toAlarm), treatMissing],
    { env: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  return stdout.trim();
}

/**
 * The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, as far
 * as PullPass's alarms treat missing data so: three periods evaluated, five looked at.
 */
test.each([
  ['0 - X - X', 3, { ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  ['- - - - 0', 3, { ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  ['- - - - -', 3, { ignore: 'as it was', breaching: 'ALARM', notBreaching: 'OK' }],
  ['0 X X - X', 3, { ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
  ['- - X - -', 3, { ignore: 'as it was', breaching: 'ALARM', notBreaching: 'OK' }],
  ['0 - X - X', 2, { breaching: 'ALARM', notBreaching: 'ALARM' }],
  ['0 0 X 0 X', 2, { breaching: 'ALARM', notBreaching: 'ALARM' }],
  ['0 - X - -', 2, { breaching: 'ALARM', notBreaching: 'OK' }],
  ['- - - - 0', 2, { breaching: 'ALARM', notBreaching: 'OK' }],
  ['- - - X -', 2, { breaching: 'ALARM', notBreaching: 'OK' }],
])(
  'the emulated CloudWatch judges %s as AWS does where %i of 3 must breach',
  async (points, toAlarm, expected) => {
    for (const [treatMissing, state] of Object.entries(expected))
      expect([treatMissing, await decide(points, toAlarm, treatMissing)]).toEqual([treatMissing, state]);
  },
  60_000,
);
