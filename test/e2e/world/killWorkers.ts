import { readdir, readFile } from 'node:fs/promises';
import type { MiniStack } from '../../support/aws/ministack.ts';

/**
 * Kills the processes in which the emulated AWS runs a function, as a crash of Lambda's would: whatever they are doing is
 * cut off. Gives how many there were. Linux alone says what the environment of a process is.
 */
export async function killWorkers({ port }: MiniStack, functionName: string): Promise<number> {
  let killed = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // One that has ended meanwhile, or is somebody else's.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const variables = environment.split('\0');
    if (!variables.includes(`GATEWAY_PORT=${port}`)) continue;
    if (!variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)) continue;
    process.kill(Number(pid), 'SIGKILL');
    killed += 1;
  }
  return killed;
}
