import { asCommands } from '../../shared/api/asCommands.ts';
import { eventWords } from '../../shared/fleet/cluster/eventWords.ts';
import { printable, wrapped } from '../terminal/text.ts';
import type { Told } from './trail.ts';

export interface EventLook {
  /** Columns of a terminal; undefined elsewhere: there, each event is one line. */
  width: number | undefined;
  /** Whether events of several clusters are shown. */
  several: boolean;
  colour: boolean;
}

/** SGR parameters: colour only repeats what the word says. */
const colours: Readonly<Partial<Record<Told['type'], number>>> = {
  failed: 31,
  'token-refused': 31,
  served: 32,
  recovered: 32,
};

/** When, what, by whom, and what to do. */
export function eventLines(event: Told, { width, several, colour }: EventLook): string[] {
  const { at, type, by, error } = event;
  const cluster = several ? `${printable(event.cluster)} ` : '';
  const what = `${type}: ${printable(eventWords(event))}`;
  const who = by === 'pullpass' ? '' : `by ${printable(by)}`;
  const remedy = error === undefined ? '' : `→ ${asCommands(printable(error.remedy))}`;
  if (width === undefined) return [[at, `${cluster}${what}`, who, remedy].filter(Boolean).join(' ')];
  const time = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  const lines = wrapped(`${time} ${cluster}${what}`, Math.max(10, width));
  const below = [who, remedy].filter(Boolean).flatMap((text) => wrapped(text, Math.max(10, width), '  '));
  const code = colours[type];
  return [...(colour && code !== undefined ? inColour(lines, `${type}:`, code) : lines), ...below];
}

function inColour(lines: readonly string[], word: string, code: number): string[] {
  const at = lines.findIndex((line) => line.includes(word));
  return lines.map((line, index) =>
    index === at ? line.replace(word, `\x1b[${code}m${word}\x1b[0m`) : line,
  );
}
