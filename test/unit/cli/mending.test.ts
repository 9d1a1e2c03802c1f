import { expect, test } from '@jest/globals';
import { type Cause, causes } from '../../../cli/doctor/causes.ts';
import { mending } from '../../../cli/doctor/mending.ts';
import type { Phase } from '../../../shared/clusters/record.ts';
import { parseLine } from '../../support/cli/parseLine.ts';

const commandsFor = (cause: Cause, phase: Phase) =>
  mending({ cause, reason: '', failed: [], notes: [] }, { name: 'prod-eu-1', status: { phase } }).commands;

test.each(causes)('what repairs %s is an existing command', async (cause) => {
  for (const phase of ['Healthy', 'Paused'] as const)
    for (const command of commandsFor(cause, phase)) {
      const [verb] = command.split(' ');
      expect((await parseLine(command.split(' '))).name).toBe(verb);
    }
});

test('a paused cluster is resumed: it accepts no refresh', () => {
  for (const cause of causes)
    for (const command of commandsFor(cause, 'Paused')) expect(command).not.toMatch(/^refresh/);
});
