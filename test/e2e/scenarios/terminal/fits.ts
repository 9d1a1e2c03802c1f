import { expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { type TerminalWorld, unreachable } from '../../world/terminalWorld.ts';

/** What each command shows on a terminal, and what must not be missing, however narrow it is. */
const shown: readonly { line: string; code: number; says: readonly (string | RegExp)[] }[] = [
  {
    line: 'status',
    code: 0,
    says: [unreachable, /demo-eu-1|4 clusters/, /→|remedy/i, /The worst, whole: pullpass get/],
  },
  { line: 'status --check', code: 3, says: [unreachable] },
  {
    line: 'list',
    code: 0,
    says: ['demo-eu-1', 'demo-us-1', 'demo-staging', /warehouse-of-the-n/, 'Healthy'],
  },
  { line: 'get demo-eu-1', code: 0, says: ['demo-eu-1', 'Healthy', 'payments'] },
  { line: `get ${unreachable}`, code: 0, says: [unreachable, 'unreachable'] },
  { line: 'get nobody', code: 1, says: ['There is no cluster "nobody".', '→'] },
  { line: 'refresh demo-eu-1', code: 0, says: ['✓ demo-eu-1: a push is on its way'] },
  { line: 'status --nonsense', code: 2, says: ["unknown option '--nonsense'"] },
  { line: '--help', code: 0, says: ['status', 'deregister', 'Keeps every cluster', '--region'] },
  { line: 'register --help', code: 0, says: ['--kubeconfig', '--no-preflight'] },
  { line: 'costs', code: 0, says: ['Lambda'] },
];

const sizes = [80, 40];

export function fitScenarios(world: () => TerminalWorld): void {
  test.each(shown)(
    'pullpass $line fits, and says everything',
    async ({ line, code, says }) => {
      const open = async (columns: number) => {
        const terminal = await world().pullpass(line.split(' '), { columns });
        return { columns, ended: await terminal.ended(), lines: await terminal.lines() };
      };
      for (const { columns, ended, lines } of await Promise.all(sizes.map(open))) {
        expect({ columns, lines, ended }).toMatchObject({ ended: { code } });
        expect({ columns, tooLong: lines.filter((each) => stringWidth(each) > columns) }).toMatchObject({
          tooLong: [],
        });
        expect({ columns, lines, missing: says.filter((part) => !isIn(lines, part)) }).toMatchObject({
          missing: [],
        });
      }
    },
    150_000,
  );
}

/** Wherever lines break. */
function isIn(lines: readonly string[], part: string | RegExp): boolean {
  const text = lines.map((line) => line.trim()).join(' ');
  if (typeof part !== 'string') return part.test(text);
  return text.replace(/\s+/g, '').includes(part.replace(/\s+/g, ''));
}
