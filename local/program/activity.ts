/** Tells one waiter at a time that something happened, even if it happened before the waiter began to wait. */
export interface Activity {
  happened(): void;
  /** Resolves at the next event after this call. */
  next(): Promise<void>;
}

export function activity(): Activity {
  let { promise, resolve } = Promise.withResolvers<void>();
  return {
    happened() {
      resolve();
      ({ promise, resolve } = Promise.withResolvers<void>());
    },
    next: () => promise,
  };
}
