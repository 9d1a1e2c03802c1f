import { setTimeout as delay } from 'node:timers/promises';

/** Repeats `act`, a second apart, while something else is awaited. */
export async function meanwhile<T>(awaited: Promise<T>, act: () => Promise<unknown>): Promise<T> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  awaited.then(settle, settle);
  while (!settled) {
    await act();
    await delay(1000);
  }
  return await awaited;
}
