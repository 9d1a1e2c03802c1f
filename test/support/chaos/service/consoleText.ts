/** Everything that the functions write: log lines, and metrics in EMF. */
export class ConsoleText {
  #lines: string[] = [];

  /** Replaces the global console; the returned function restores it. */
  capture(): () => void {
    const before = globalThis.console;
    const write = (...parts: unknown[]) => void this.#lines.push(parts.map(String).join(' '));
    globalThis.console = Object.assign(Object.create(before), {
      log: write,
      info: write,
      warn: write,
      error: write,
      debug: write,
    });
    return () => {
      globalThis.console = before;
    };
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  clear(): void {
    this.#lines = [];
  }
}
