import { processIo, type Watching } from '../../../cli/program/io.ts';

/** As in the program itself: pauses are as long as they are. */
export const realTime: Watching = processIo(new AbortController().signal);
