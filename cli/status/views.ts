import { levelLooks } from '../../shared/fleet/levels.ts';
import { iso } from '../../shared/iso.ts';
import { writeLines } from '../output/say.ts';
import { coloursOn, type Io } from '../program/io.ts';
import { inPlaceOn, sizeOf } from '../terminal/inPlace.ts';
import { printable, wrapped } from '../terminal/text.ts';
import { changeLines } from './changeLines.ts';
import type { FleetStatus } from './readStatus.ts';
import { statusLines } from './statusLines.ts';
import type { WatchView } from './watch.ts';

const { sign, word } = levelLooks.unknown;

/** Redrawn in place on a terminal; elsewhere, a plain line for each change. */
export function watchViewOn(io: Io): WatchView {
  return io.stdout.isTTY === true ? inPlace(io) : plainLines(io);
}

function plainLines({ stdout, now }: Io): WatchView {
  let before: FleetStatus | undefined;
  let lost = false;
  return {
    show(status) {
      // When the connection is back, the verdict is news.
      const lines = changeLines(lost ? undefined : before, status, now());
      writeLines(stdout, lines);
      before = status;
      lost = false;
    },
    lost(because) {
      if (!lost) stdout.write(`${iso(now())} ${sign} ${word}: ${printable(because)}\n`);
      lost = true;
    },
  };
}

function inPlace({ stdout, environment, now }: Io): WatchView {
  const place = inPlaceOn(stdout);
  const colour = coloursOn(stdout, environment);
  let shown: { status: FleetStatus; at: number } | undefined;
  const draw = (warning?: string) => {
    if (shown === undefined) return;
    const { columns: width, rows } = sizeOf(stdout);
    const { status, at } = shown;
    const above = warning === undefined ? [] : [...wrapped(warning, width), ''];
    const asOf = `As of ${new Date(at).toISOString().slice(11, 19)} UTC. Ctrl-C ends.`;
    const below = ['', ...wrapped(asOf, width)];
    const height = rows - 1 - above.length - below.length;
    place.draw([], [...above, ...statusLines(status, { now: at, width, colour, height }), ...below]);
  };
  return {
    show(status) {
      shown = { status, at: now() };
      draw();
    },
    lost(because) {
      draw(`${sign} ${word}: ${printable(because)} The lines below are from the time shown; trying again.`);
    },
  };
}
