import { networkNamed } from '../../shared/preflight/networkWords.ts';
import { CommandError } from '../program/errors.ts';
import type { SmokeWorld } from './world.ts';

/** One step for each network in which pushes run. Rejects with what is unreachable, and what to do about it. */
export async function askNetworks(
  { steps, networks, askNetwork }: Pick<SmokeWorld, 'steps' | 'networks' | 'askNetwork'>,
  signal: AbortSignal,
): Promise<void> {
  for (const site of networks)
    await steps.run(`ask ${networkNamed(site)} what it reaches`, async (say) => {
      const { answer } = await askNetwork(site, signal);
      if ('reached' in answer) return say(answer.reached.join(', '));
      throw new CommandError(
        answer.failures.map(({ message, remedy }) => `${message}.\n→ ${remedy}`).join('\n'),
      );
    });
}
