/** How long what is under way is waited for after a Ctrl-C, in milliseconds: a write that is cut off may be done or not. */
const patience = 10_000;

/** Aborts some time after another signal does. */
export function later(signal: AbortSignal, milliseconds = patience): AbortSignal {
  const controller = new AbortController();
  const begin = () => {
    setTimeout(() => controller.abort(signal.reason), milliseconds).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return controller.signal;
}
