import { get } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from './processes.ts';

/** Longest time from start to ready: a second on an idle machine, more during builds. */
const startLimitMs = 60_000;

/** Resolves when the URL answers 200. @throws the output of the program if it ended or was too slow */
export async function ready(
  url: string,
  ca: string,
  token: string,
  programs: readonly Running[],
): Promise<void> {
  let over: Running | undefined;
  for (const program of programs) void program.ended.then(() => (over ??= program));
  const until = Date.now() + startLimitMs;
  while (!(await answersOk(url, ca, token))) {
    if (over) throw new Error(`${over.name} ended before the API was ready:\n${await over.output()}`);
    if (Date.now() > until) {
      const outputs = await Promise.all(programs.map((program) => program.output()));
      throw new Error(`The API was not ready within ${startLimitMs / 1000} s:\n${outputs.join('\n')}`);
    }
    await delay(50);
  }
}

function answersOk(url: string, ca: string, token: string): Promise<boolean> {
  return new Promise((answer) => {
    const request = get(
      url,
      { ca, agent: false, headers: { authorization: `Bearer ${token}` }, timeout: 5000 },
      (response) => {
        response.resume();
        answer(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => answer(false));
  });
}
