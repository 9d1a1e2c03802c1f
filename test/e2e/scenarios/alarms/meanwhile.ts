import { setTimeout as delay } from 'node:timers/promises';

/** Does something again and again, a second apart, for as long as something else is waited for. */
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
