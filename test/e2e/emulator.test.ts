import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { pythonWith } from '../support/tools/python.ts';

const folder = join(import.meta.dirname, '../support/aws');

async function python(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(await pythonWith('ministack'), ['-c', script, ...args], {
    env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return stdout.trim();
}

/**
 * The states that the corrected emulator gives an alarm, by its treatment of missing data, or "as it was". `points`:
 * oldest first, X breaching, 0 not, - missing.
 */
async function decide(points: string, toAlarm: number, treatments: readonly string[]): Promise<unknown> {
  const script = `
import alarm_state, json, sys
points, to_alarm, *treatments = sys.argv[1:]
known = {"X": True, "0": False, "-": None}
datapoints = [known[point] for point in reversed(points.split())]
def decide(treat_missing):
    return alarm_state.decide(datapoints, 3, int(to_alarm), treat_missing, "as it was")
print(json.dumps({treat_missing: decide(treat_missing) for treat_missing in treatments}))`;
  return JSON.parse(await python(script, points, String(toAlarm), ...treatments));
}

/**
 * The tables in https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, for the
 * treatments that PullPass's alarms use: three periods evaluated, five looked at.
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
  'the emulated CloudWatch judges %s like AWS if %i of 3 must breach',
  async (points, toAlarm, expected) => {
    expect(await decide(points, toAlarm, Object.keys(expected))).toEqual(expected);
  },
  60_000,
);

test('an invocation has all lines that its function logged, however late the emulator reads them', async () => {
  const script = `
import ministack_logs, queue, subprocess, threading, time
from ministack.core import lambda_runtime
ministack_logs.install()

class Slow(queue.Queue):
    def put(self, line):
        time.sleep(0.1)
        super().put(line)

worker = lambda_runtime.Worker("logs", {}, b"")
worker._stderr_queue = Slow()
worker._proc = subprocess.Popen(
    ["sh", "-c", "printf 'one\\ntwo\\nthree\\n' >&2; echo answered; read end"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
)
worker._proc.stdout.readline()
worker._stderr_thread = threading.Thread(target=worker._read_stderr, daemon=True)
worker._stderr_thread.start()
print(worker._drain_stderr_bounded())
worker._proc.communicate("\\n")`;
  expect(await python(script)).toBe('one\ntwo\nthree');
}, 60_000);
