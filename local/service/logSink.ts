import { Console } from 'node:console';
import { closeSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

export interface LogSink {
  /** From now on, appends every line to this file, one JSON object per line. */
  keepIn(file: string): void;
  close(): void;
}

/**
 * Keeps the global console off the terminal, which shows the fleet. Errors go to `onError`, one line each; without a
 * log file, the rest is dropped.
 */
export function captureConsole(onError: (line: string) => void): LogSink {
  let file: number | undefined;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = String(chunk).trimEnd();
      const entry = parse(text);
      if (entry === undefined || entry['level'] === 'ERROR' || entry['level'] === 'CRITICAL')
        onError(entry === undefined ? text : oneLine(entry));
      if (file !== undefined) writeSync(file, `${entry === undefined ? text : JSON.stringify(entry)}\n`);
      done();
    },
  });
  globalThis.console = new Console({ stdout: stream, stderr: stream, colorMode: false });
  return {
    keepIn(path) {
      file = openSync(path, 'a', 0o600);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Without what only CloudWatch needs. */
function oneLine({
  message,
  level: _,
  timestamp: __,
  service: ___,
  ...fields
}: Record<string, unknown>): string {
  const rest = Object.entries(fields)
    .filter(([name, value]) => value !== undefined && !name.startsWith('xray') && name !== 'sampling_rate')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [String(message), ...rest].join(' ');
}
