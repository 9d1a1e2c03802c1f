import type { Io, Stream } from '../program/io.ts';
import { folded } from '../terminal/text.ts';

/** Writes a text for a person to stderr, in lines that fit the terminal. */
export function say({ stderr }: Pick<Io, 'stderr'>, text: string): void {
  stderr.write(`${folded(text, stderr)}\n`);
}

/** Writes lines that fit the stream and are safe for it. */
export function writeLines(stream: Stream, lines: readonly string[]): void {
  stream.write(lines.map((line) => `${line}\n`).join(''));
}
