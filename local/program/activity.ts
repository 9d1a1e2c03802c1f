/** Tells one waiter at a time that something happened, even when it happened before it waited. */
export interface Activity {
  happened(): void;
  /** Resolves at the next happening after this call. */
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
