import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type Output, screenOn } from '../../../cli/terminal/screen.ts';
import { aCluster, denied, met, now } from './cluster.ts';

function anOutput(terminal: Partial<Output> = {}) {
  const written: string[] = [];
  return { ...terminal, written, write: (text: string) => written.push(text) };
}

/** Up this many lines, with the first of them erased. */
const over = (lines: number) => `\x1b[${lines}A\r\x1b[2K`;

const options = { colour: false, now: () => now };
const at = '2026-01-01T00:00:00.000Z';

describe('not a terminal', () => {
  test('a plain line for each change, and none if nothing changed', () => {
    const output = anOutput();
    const screen = screenOn(output, options);
    screen.show([aCluster('a'), aCluster('b')]);
    screen.show([aCluster('a'), aCluster('b')]);
    screen.show([
      aCluster('a', {
        phase: 'Degraded',
        problems: [met(denied)],
        namespaces: { chosen: 2, ready: 1, failed: 1, skipped: 0, uncovered: 0 },
      }),
    ]);
    expect(output.written).toEqual([
      `${at} a ✓ Healthy, valid for 11 h 59 m, namespaces 12/12\n`,
      `${at} b ✓ Healthy, valid for 11 h 59 m, namespaces 12/12\n`,
      `${at} a ! Degraded, valid for 11 h 59 m, namespaces 1/2, forbidden: ${denied.message} → ${denied.remedy}\n`,
      `${at} b is no longer registered\n`,
    ]);
  });

  test('text cannot control the terminal in which the output ends', () => {
    const output = anOutput();
    screenOn(output, options).say('  Error: \x1b[2J\nforged');
    expect(output.written).toEqual(['  Error: ·[2J·forged\n']);
  });
});

describe('a terminal', () => {
  test('the table is drawn over the last one', () => {
    const output = anOutput({ isTTY: true, columns: 80, rows: 24 });
    const screen = screenOn(output, options);
    screen.show([aCluster('a')]);
    screen.show([aCluster('a'), aCluster('b')]);
    expect(output.written[1]?.startsWith(over(3))).toBe(true);
    screen.refresh();
    expect(output.written[2]?.startsWith(over(4))).toBe(true);
  });

  test('what is below the new table is erased after it, so that no terminal takes it for a cleared screen', () => {
    const output = anOutput({ isTTY: true, columns: 80, rows: 24 });
    const screen = screenOn(output, options);
    screen.show([aCluster('a'), aCluster('b')]);
    screen.show([aCluster('a')]);
    expect(output.written[1]?.indexOf('\x1b[0J')).toBe((output.written[1]?.length ?? 0) - '\x1b[0J'.length);
  });

  test('a line that stays goes above the table', () => {
    const output = anOutput({ isTTY: true, columns: 80, rows: 24 });
    const screen = screenOn(output, options);
    screen.show([aCluster('a')]);
    screen.say('hello');
    expect(output.written[1]?.startsWith(`${over(3)}hello\n\x1b[2K\n\x1b[2KCLUSTER`)).toBe(true);
  });

  test('a long line that stays is broken at its words, and keeps its indent', () => {
    const output = anOutput({ isTTY: true, columns: 20, rows: 24 });
    const screen = screenOn(output, options);
    screen.say('  the permission in checkout is back');
    screen.say('Try it: curl    Ctrl-C');
    const shown = output.written.map(stripVTControlCharacters);
    expect(shown).toEqual(['  the permission in\n  checkout is back\n', 'Try it: curl\nCtrl-C\n']);
  });

  test('lines that a narrower terminal broke in two are erased completely', () => {
    const output = anOutput({ isTTY: true, columns: 80, rows: 24 });
    const screen = screenOn(output, options);
    screen.show([aCluster('a')]);
    output.columns = 40;
    screen.refresh();
    expect(output.written[1]?.startsWith(over(5))).toBe(true);
  });
});
