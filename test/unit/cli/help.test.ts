import { expect, test } from '@jest/globals';
import { commandNames } from '../../support/cli/commandNames.ts';
import { runCli } from '../../support/cli/runCli.ts';

test.each([120, 80, 60, 40, 30])(
  'the help of each command fits a terminal of %i columns, and none is cut',
  async (terminal) => {
    for (const name of ['', ...commandNames()]) {
      const args = [...name.split(' ').filter(Boolean), '--help'];
      const { code, stdout } = await runCli(args, { terminal });
      expect({ name, code, long: stdout.split('\n').filter((line) => line.length > terminal) }).toEqual({
        name,
        code: 0,
        long: [],
      });
      const words = (text: string) => text.replace(/\s+/g, '');
      const whole = await runCli(args, { terminal: 200 });
      expect(words(stdout)).toBe(words(whole.stdout));
    }
  },
);

test('what is wrong with a command line fits a narrow terminal too', async () => {
  const { code, stderr } = await runCli(['list', '-o', 'xml'], { terminal: 40 });
  expect(code).toBe(2);
  expect(stderr.split('\n').filter((line) => line.length > 40)).toEqual([]);
});
