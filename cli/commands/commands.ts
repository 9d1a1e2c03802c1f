import type { Declare } from '../program/globals.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { refresh } from './refresh.ts';

/** All commands, in the order of the help. */
export const commands: readonly Declare[] = [list, get, refresh];
